/** The facts of a Windows, gathered through real processes: a script stands in for reg.exe, in a system folder of its own. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gatherHostFacts } from '../../electron/prerequisites/host-facts.ts';
import { systemClock } from '../../shared/host/clock.ts';
import { allSigned2019 } from '../unit/electron/prerequisites/recorded/policies.ts';
import { server2022 } from '../unit/electron/prerequisites/recorded/server-2022.ts';
import type { RecordedSystem } from '../unit/electron/prerequisites/recorded/transcript.ts';

let root = '';
let system = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'host facts '));
  system = join(root, 'System32');
  await mkdir(join(system, 'answers'), { recursive: true });
});

afterEach(() => rm(root, { recursive: true, force: true }));

async function program(path: string, lines: readonly string[]): Promise<void> {
  await writeFile(path, ['#!/bin/sh', ...lines, ''].join('\n'));
  await chmod(path, 0o755);
}

/** reg.exe that answers as recorded: `reg query KEY`, the key as one argument. */
async function installRegistry({ answers }: RecordedSystem): Promise<void> {
  for (const [key, { exitCode, output }] of answers)
    if (exitCode === 0) await writeFile(join(system, 'answers', key.replaceAll('\\', '+')), output);
  await program(join(system, 'reg.exe'), [
    '[ "$#" -eq 2 ] && [ "$1" = query ] || exit 2',
    'name=$(printf %s "$2" | tr "\\\\\\\\a-z" "+A-Z")',
    'cat "$(dirname "$0")/answers/$name" 2>/dev/null || { echo "FOUT: Het systeem kan de opgegeven sleutel niet vinden." >&2; exit 1; }',
  ]);
}

function gather(changes: { readonly signal?: AbortSignal; readonly deadlineMilliseconds?: number } = {}) {
  const environment = { PATH: process.env['PATH'], SystemRoot: root };
  return gatherHostFacts({
    platform: 'win32',
    environment,
    target: join(root, 'not', 'there', 'yet'),
    signal: new AbortController().signal,
    ...changes,
  });
}

describe('host facts through reg.exe', () => {
  it('Q1-Q4 are what the registry tells, each key asked for as one argument of a program by its full path', async () => {
    await installRegistry(server2022);

    const { windows } = await gather();

    expect(windows).toEqual({
      productName: 'Windows Server 2022 Datacenter',
      build: 20_348,
      installationType: 'Server',
      dotnet: 528_449,
      powershell: { major: 5, minor: 1 },
      languageLimit: 'none',
      machinePolicy: { forced: null },
      userPolicy: { forced: null },
      role: { kind: 'member', domain: 'contoso.com' },
    });
  });

  it('are asked for anew each time: "check again" sees what was mended', async () => {
    await installRegistry(allSigned2019);
    expect((await gather()).windows?.machinePolicy).toEqual({ forced: 'AllSigned' });

    await rm(join(system, 'answers'), { recursive: true });
    await mkdir(join(system, 'answers'));
    await installRegistry(server2022);

    expect((await gather()).windows?.machinePolicy).toEqual({ forced: null });
  });

  it('are unknown, and do not hold set-up up, when reg.exe never answers', async () => {
    await program(join(system, 'reg.exe'), ['exec sleep 60']);
    const started = systemClock.elapsed();

    const { windows } = await gather({ deadlineMilliseconds: 200 });

    expect(Object.values(windows ?? {})).toEqual(Array.from({ length: 9 }, () => null));
    expect(systemClock.elapsed() - started).toBeLessThan(10_000);
  });

  it('are unknown when there is no reg.exe', async () => {
    expect(Object.values((await gather()).windows ?? {})).toEqual(Array.from({ length: 9 }, () => null));
  });

  it('are not waited for once set-up is cancelled', async () => {
    await program(join(system, 'reg.exe'), ['exec sleep 60']);
    const control = new AbortController();
    const gathering = gather({ signal: control.signal });

    control.abort();

    await expect(gathering).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  });

  it('Q3 tell the Windows PowerShell of the system folder, and never one of PATH', async () => {
    await installRegistry(server2022);
    expect((await gather()).powershell).toBeNull();

    const path = join(system, 'WindowsPowerShell', 'v1.0', 'powershell.exe');
    await mkdir(join(system, 'WindowsPowerShell', 'v1.0'), { recursive: true });
    await program(path, ['exit 0']);

    expect((await gather()).powershell).toEqual({ path, source: 'windows' });
  });

  it('Q2 tell the free space of the drive of a folder that is not there yet', async () => {
    expect((await gather()).freeDiskBytes).toBeGreaterThan(0);
  });
});
