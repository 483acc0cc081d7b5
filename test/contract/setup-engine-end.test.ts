import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { controlKeyName } from '../../electron/install/setup-host.ts';
import { startInstalledEngine } from '../../electron/install/steps/start-engine.ts';
import { stopInstalledEngine } from '../../electron/install/steps/stop-engine.ts';
import { isAlive } from '../../electron/platform/processes.ts';
import type { EngineStatus } from '../../shared/control/contract.ts';
import { setupHostAt } from '../builders/setup-host.ts';

const key = 'ab'.repeat(32);
const started: ChildProcess[] = [];
let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ec-end-'));
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

function statusOf(state: EngineStatus['state']): Omit<EngineStatus, 'pid'> {
  return {
    version: '1.0.0',
    startedAt: '2026-01-01T00:00:00.000Z',
    state,
    rehearsal: true,
    powershell: null,
    exchange: null,
    mode: 'enforce',
    accountCertificate: null,
    secrets: { exchangePassword: true, accountCertificate: true, proxyPassword: false, notificationPassword: false },
    devices: { total: 0, allowed: 0, blocked: 0, quarantined: 0 },
    lastFull: null,
    policy: null,
    held: null,
    running: null,
    policyFileProblem: null,
  };
}

/** An engine that answers and never ends by itself. */
async function stubbornEngine(state: EngineStatus['state']) {
  const { host } = setupHostAt(home, { [controlKeyName]: key });
  mkdirSync(host.places.program, { recursive: true });
  const script = join(import.meta.dirname, 'stubborn-engine.ts');
  const args = [script, host.places.control, host.places.pidFile, key, JSON.stringify(statusOf(state))];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  started.push(child);
  await vi.waitFor(() => expect(existsSync(host.places.pidFile)).toBe(true), { timeout: 20_000 });
  const pid = child.pid ?? 0;
  return { host, pid };
}

const undoing = (): AbortSignal => AbortSignal.timeout(10_000);

describe('W6 taking back the start of an engine', () => {
  it('that says it stops and does not, ends it within ten seconds and removes what it made', async () => {
    const { host, pid } = await stubbornEngine('idle');
    const start = host.clock.elapsed();

    await startInstalledEngine.undo(host, { start: true, fresh: [host.places.pidFile] }, undoing());

    expect(isAlive(pid)).toBe(false);
    expect(existsSync(host.places.pidFile)).toBe(false);
    expect(host.clock.elapsed() - start).toBeLessThan(10_000);
  });
});

describe('I4 taking back the stop of an engine', () => {
  it('that goes on leaves it alone', async () => {
    const { host, pid } = await stubbornEngine('idle');

    await stopInstalledEngine.undo(host, { stop: true, folder: join(home, 'nowhere') }, undoing());

    expect(isAlive(pid)).toBe(true);
  });

  it('that is on its way out waits for its end before it is started again', async () => {
    const { host, pid } = await stubbornEngine('stopping');

    await expect(stopInstalledEngine.undo(host, { stop: true, folder: join(home, 'nowhere') }, undoing())).rejects.toMatchObject({
      error: { code: 'engine.start-failed' },
    });
    expect(isAlive(pid)).toBe(false);
  });
});
