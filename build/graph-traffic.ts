/**
 * The last step of a test run: all that was said to the rehearsal Intune during it, requests and answers, judged by Graph's published
 * metadata. Faults that a test asked for carry a mark and are left out.
 */
import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { z } from 'zod';
import { repository } from './bootstrap/stamps.mjs';
import type { Round } from './test-counts.ts';

const publishedJudge = join(repository, '..', 'shared', 'judges', 'graph', 'check-graph.py');
const name = 'what was said to Graph, by its metadata';
const limitMilliseconds = 5 * 60_000;
const mostFindings = 40;

const lineSchema = z.object({ method: z.string(), url: z.string(), planned: z.literal(true).optional() });

export interface TrafficOfRun {
  /** Holds the logs of the run. */
  readonly folder: string;
  /** Written: what the judge is given. */
  readonly file: string;
  /** Of all suites, so that no request at all is a failure too. */
  readonly isWhole: boolean;
  readonly judge?: string;
}

/** No round when there was nothing to judge, and need not have been. */
export async function judgeTraffic({ folder, file, isWhole, judge = publishedJudge }: TrafficOfRun): Promise<readonly Round[]> {
  if (!isWhole && logsIn(folder).length === 0) return [];
  if (!existsSync(judge)) return [skipped('left out: no judge of Graph traffic beside the checkout')];
  const traffic = await gather(folder, file);
  const { code, output } = await ask(judge, file);
  const lines = output.trim().split('\n');
  const findings = lines.filter((line) => /^(?:ERROR|WARN) /.test(line));
  for (const line of findings.slice(0, mostFindings)) say(line);
  say(`== ${name}: ${traffic.requests} requests and ${traffic.planned} planned faults left out; ${lines.at(-1) ?? ''}`);
  const isGood = code === 0 && traffic.requests > 0;
  if (!isGood) say(`the numbers are lines of ${file}`);
  return [{ name, exitCode: 0, counts: { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, skips: [] } }];
}

/** One file of all logs, without the planned faults. */
async function gather(folder: string, file: string): Promise<{ readonly requests: number; readonly planned: number }> {
  const out = createWriteStream(file, { mode: 0o600 });
  let [requests, planned] = [0, 0];
  for (const log of logsIn(folder)) {
    for await (const line of createInterface({ input: createReadStream(join(folder, log)) })) {
      const isPlanned = lineSchema.parse(JSON.parse(line)).planned === true;
      if (isPlanned) planned += 1;
      else requests += 1;
      if (!isPlanned) out.write(`${line}\n`);
    }
  }
  await finished(out.end());
  return { requests, planned };
}

function logsIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).toSorted() : [];
}

function skipped(reason: string): Round {
  return { name, exitCode: 0, mayBeSkipped: true, counts: { passed: 0, failed: 0, skips: [{ test: name, reason }] } };
}

function ask(judge: string, file: string): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn('python3', [judge, file], { stdio: ['ignore', 'pipe', 'inherit'], timeout: limitMilliseconds });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((settle) => {
    child.once('error', (problem) => settle({ code: null, output: problem.message }));
    child.once('close', (code) => settle({ code, output: Buffer.concat(chunks).toString('utf8') }));
  });
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
