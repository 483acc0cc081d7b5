/** The policy in a local file, in the shape of Graph's two resources, so that what Graph Explorer shows can be put there. */
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { Failure } from '../../../shared/errors.ts';
import type { PolicyFile, PolicyParts } from '../../ports/policy-source.ts';
import { conditionalAccessShape, exchangePolicyShape, partsOfPolicy } from './schema.ts';
import { valueLines } from './value-lines.ts';

/** Bytes. A policy of a thousand groups has less than a tenth of it. */
const largestFile = 1024 * 1024;

const fileSchema = z.strictObject({
  conditionalAccessSettings: conditionalAccessShape,
  exchangeOnPremisesPolicy: exchangePolicyShape.optional(),
});

export function openPolicyFile(path: string): PolicyFile {
  return { path, read: () => readPolicyFile(path) };
}

async function readPolicyFile(path: string): Promise<PolicyParts | null> {
  const text = await readText(path);
  return text === null ? null : parsePolicy(text, path);
}

async function readText(path: string): Promise<string | null> {
  try {
    const { size } = await stat(path);
    if (size > largestFile) throw refused(path, 1, `larger than ${largestFile} bytes`);
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    if (thrown instanceof TypeError) throw refused(path, 1, 'not UTF-8 text');
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null;
    throw refused(path, 1, 'cannot be read');
  }
}

/** Throws `policy.invalid`. */
export function parsePolicy(text: string, path: string): PolicyParts {
  const json = parseJson(text, path);
  const lines = valueLines(text);
  if (lines.twice !== null) throw refused(path, lines.twice.line, `${lines.twice.key}: given twice`);
  const parsed = fileSchema.safeParse(json);
  if (parsed.success) return partsOfPolicy(parsed.data.conditionalAccessSettings, parsed.data.exchangeOnPremisesPolicy);
  const [issue] = parsed.error.issues;
  const place = issue?.path.map(String).join('.') ?? '';
  const reason = [place, issue?.message ?? ''].filter((part) => part !== '').join(': ');
  throw refused(path, lines.lineOf(issue?.path ?? []), reason);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : '';
    const position = Number(/at position (\d+)/.exec(message)?.[1] ?? text.length);
    // What the message quotes of the file is left out.
    throw refused(path, text.slice(0, position).split('\n').length, 'not JSON');
  }
}

function refused(path: string, line: number, reason: string): Failure {
  return new Failure('policy.invalid', { params: { path, line, reason } });
}
