import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountCertificateSchema } from '../../shared/setup/account-certificate.ts';
import { raiseStage, rehearsalAccount, repository, type Stage } from '../rehearsal/stage.ts';
import { keyMark, type SearchPlaces, searchEverywhere, watchProcesses } from './canary.ts';
import type { Secrets } from './secret-search.ts';

const since = Date.now();
const data = mkdtempSync(join(tmpdir(), 'ec-canary-'));
const watchFile = join(mkdtempSync(join(tmpdir(), 'ec-watch-')), 'processes.ndjson');
const password = `pw-${randomBytes(16).toString('base64url')}`;
const program = join(repository, 'electron', 'unattended', 'main.ts');
let stage: Stage;
let places: SearchPlaces;
let secrets: Secrets;
let output = '';

async function install(): Promise<number | null> {
  const answers = join(data, 'answers.json');
  writeFileSync(answers, JSON.stringify({ exchange: { type: 'on-premises', server: stage.server, user: rehearsalAccount }, newBlockLimitPercent: 100 }));
  const child = spawn(process.execPath, [program, 'install', '--answers', answers, '--json'], { env: stage.environment, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  child.stdin.end(JSON.stringify({ exchangePassword: password }));
  await once(child, 'close');
  return child.exitCode;
}

beforeAll(async () => {
  const watch = await watchProcesses(watchFile);
  stage = await raiseStage({ data, devices: 60, seed: 7, exchangePassword: password });
  const key = accountCertificateSchema.parse(JSON.parse(stage.rehearsal.intune.accountCertificate)).privateKey;
  secrets = { password, key: keyMark(key) };
  expect(await install(), output).toBe(0);
  spawnSync(process.execPath, [program, 'stop'], { env: stage.environment });
  await stage.rehearsal.stop();
  places = { folders: [data], since, except: [stage.accountCertificate, watchFile], processes: await watch.stop() };
});

afterAll(() => rmSync(data, { recursive: true, force: true }));

describe('secrets of an installation and its first synchronization (I3)', () => {
  it('are in no file, log, request log, argument, environment or output', () => {
    const result = searchEverywhere(secrets, places);

    console.info(`canary: ${result.files} files and ${result.processes} processes searched, ${result.findings.length} findings`);
    expect(result.findings).toEqual([]);
    expect(output).not.toContain(password);
    expect(result.processes).toBeGreaterThan(5);
  });

  it('were watched where they matter: the engine, PowerShell and its endpoint ran under watch', () => {
    expect(places.processes).toContain('engine.cjs');
    expect(places.processes).toContain('-NoExit');
    expect(places.processes).toContain('.pssc');
  });

  it.each(['file', 'argument', 'environment'])('would be found: a leak put in on purpose (%s) is red', async (kind) => {
    const leakFile = join(data, 'leak.log');
    const leakWatch = await watchProcesses(`${watchFile}.${kind}`);
    if (kind === 'file') writeFileSync(leakFile, `opened the session with ${password}`);
    const leaky = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 400)', ...(kind === 'argument' ? [password] : [])], {
      env: { ...process.env, ...(kind === 'environment' ? { LEAK: password } : {}) },
    });
    await once(leaky, 'close');
    const processes = await leakWatch.stop();
    const result = searchEverywhere(secrets, { ...places, except: [...places.except, `${watchFile}.${kind}`], processes });
    rmSync(leakFile, { force: true });
    rmSync(`${watchFile}.${kind}`);

    expect(result.findings.map((finding) => finding.secret)).toContain('password');
  });
});
