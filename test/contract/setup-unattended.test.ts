import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isAlive } from '../../electron/platform/processes.ts';
import { accountVariable } from '../../shared/places.ts';
import type { SetupStep } from '../../shared/setup/progress.ts';
import { repository } from '../rehearsal/stage.ts';
import { createClientCertificate } from '../simulators/intune/tls.ts';
import { changedBundle } from './changed-bundle.ts';
import { errorOf, type RunOptions, setupStage, signalAfter, vaultNames } from './setup-fixture.ts';

const minutes = 60_000;
const installedVault = [
  'exchange-connector-setup/control-key',
  'exchange-connector/account-certificate',
  'exchange-connector/exchange-password',
];

let setup: Awaited<ReturnType<typeof setupStage>>;
beforeAll(async () => {
  setup = await setupStage(30);
}, 2 * minutes);
afterAll(() => setup.end(), minutes);

/** Nothing on the disk, nothing in a vault, nothing written to Exchange. */
async function expectUntouched(): Promise<void> {
  expect(existsSync(setup.connector)).toBe(false);
  expect(await vaultNames()).toEqual([]);
}

function enginePid(): number {
  return Number.parseInt(readFileSync(join(setup.connector, 'engine.pid'), 'utf8'), 10);
}

/** A file of the stage's data folder, outside the connector's. */
function beside(name: string): string {
  return join(dirname(setup.connector), name);
}

async function foreignCertificate(): Promise<string> {
  const file = beside('foreign.accountcert');
  const own: unknown = JSON.parse(setup.stage.rehearsal.intune.accountCertificate);
  writeFileSync(file, JSON.stringify(Object.assign({}, own, await createClientCertificate())));
  return file;
}

describe('W10 an unattended set-up that cannot be done', () => {
  it.each<[string, string, number, () => Promise<RunOptions>]>([
    ['a wrong password', 'exchange.access-denied', 1, async () => ({ password: 'not the password' })],
    ['an unknown server', 'exchange.server-unknown', 1, async () => ({ server: 'cas9.contoso.test' })],
    [
      'a refused certificate',
      'intune.certificate-refused',
      1,
      async () => ({ environment: { [accountVariable]: await foreignCertificate() } }),
    ],
    ['no certificate', 'account-certificate.missing', 1, async () => ({ environment: { [accountVariable]: beside('nothing') } })],
    [
      'a tampered bundle',
      'bundle.tampered',
      1,
      async () => ({ bundle: await changedBundle(beside('tampered.zip'), { spoil: 'engine.cjs' }) }),
    ],
    ['no bundle', 'bundle.missing', 1, async () => ({ bundle: beside('nothing.zip') })],
    ['no PowerShell', 'powershell.missing', 3, async () => ({ environment: { EXCHANGE_CONNECTOR_POWERSHELL: beside('pwsh') } })],
    ['a server that is no name', 'answers.invalid', 2, async () => ({ server: 'https://cas1/' })],
  ])(
    'for %s ends with its own code, and nothing was changed',
    async (_name, code, exitCode, options) => {
      const ended = await setup.install(await options());

      expect(errorOf(ended), ended.output).toMatchObject({ code });
      expect(ended.exitCode).toBe(exitCode);
      expect(ended.output).not.toContain(setup.password);
      await expectUntouched();
    },
    minutes,
  );

  it(
    'W7 stops at a connector that another machine holds, naming it',
    async () => {
      const { id } = setup.stage.rehearsal.intune.setConnector({
        connectorServerName: 'OLDSERVER',
        status: 'connected',
        lastSyncDateTime: '2026-01-02T03:04:05Z',
      });

      const ended = await setup.install();

      expect(errorOf(ended), ended.output).toMatchObject({ code: 'connector.exists', params: { connectorServer: 'OLDSERVER' } });
      await expectUntouched();
      setup.stage.rehearsal.intune.setConnector({ id, connectorServerName: hostname() });
    },
    minutes,
  );

  it(
    'while an engine of somebody else runs over the same data: engine.already-running, and that one goes on',
    async () => {
      mkdirSync(setup.connector, { recursive: true, mode: 0o700 });
      const folder = join(repository, 'dist', 'engine', 'linux-x64');
      const foreign = spawn(join(folder, 'node'), [join(folder, 'engine.cjs'), 'run'], {
        env: setup.stage.environment,
        stdio: ['pipe', 'ignore', 'inherit'],
      });
      foreign.stdin.end(`${JSON.stringify({ key: 'ab'.repeat(32) })}\n`);
      await vi.waitFor(() => expect(existsSync(join(setup.connector, 'engine.pid'))).toBe(true), { timeout: 20_000 });
      const before = setup.files();

      const ended = await setup.install();

      expect(errorOf(ended), ended.output).toMatchObject({ code: 'engine.already-running' });
      expect(setup.files()).toEqual(before);
      expect(await vaultNames()).toEqual([]);
      expect(foreign.exitCode).toBeNull();
      const gone = new Promise((resolve) => foreign.once('close', resolve));
      foreign.kill('SIGTERM');
      await gone;
    },
    minutes,
  );
});

describe('W6, I4 an unattended set-up that is interrupted', () => {
  it(
    'leaves the machine as it was when it is cancelled after the engine was started',
    async () => {
      const before = setup.files();

      const ended = await setup.install({ onEvent: signalAfter('start-engine', 'SIGTERM') });

      expect(errorOf(ended), ended.output).toMatchObject({ code: 'cancelled' });
      expect(ended.exitCode).toBe(6);
      expect(setup.files()).toEqual(before);
      expect(await vaultNames()).toEqual([]);
      expect(existsSync(join(setup.connector, 'engine.pid'))).toBe(false);
      expect(
        ended.events
          .filter((event) => event.event === 'undone')
          .map((event) => event.step)
          .slice(-3),
      ).toEqual(['check-connection', 'stage-engine', 'check-host']);
    },
    minutes,
  );

  const killedAfter: readonly SetupStep[] = ['stage-engine', 'store-secrets', 'switch-engine', 'start-engine', 'hand-over-secrets'];

  it(
    'killed again and again, it takes back what the one before left, and then installs and waits for a decision',
    async () => {
      for (const step of killedAfter) {
        const ended = await setup.install({ onEvent: signalAfter(step, 'SIGKILL') });
        expect(ended.finished, `${step}: ${ended.output}`).toBeNull();
      }

      const ended = await setup.install({ limitPercent: 0 });

      expect(errorOf(ended), ended.output).toMatchObject({ code: 'sync.held' });
      expect(ended.exitCode).toBe(5);
      expect(await vaultNames()).toEqual(installedVault);
      expect(existsSync(join(setup.connector, 'setup', 'install.journal'))).toBe(false);
      expect(isAlive(enginePid())).toBe(true);
    },
    4 * minutes,
  );
});

describe('W10 an unattended set-up', () => {
  it(
    'run again over an engine that runs brings the answers up to date and synchronizes',
    async () => {
      const pid = enginePid();

      const ended = await setup.install();

      expect(ended.exitCode, ended.output).toBe(0);
      expect(ended.finished).toMatchObject({ outcome: 'ok', electron: null, devices: { total: 30 } });
      if (ended.finished !== null && 'writes' in ended.finished) expect(ended.finished.writes).toBeGreaterThan(0);
      expect(enginePid()).toBe(pid);
      expect(ended.output).not.toContain(setup.password);
      expect(await vaultNames()).toEqual(installedVault);
    },
    2 * minutes,
  );

  it(
    'X3 a second time writes nothing',
    async () => {
      const before = setup.files();

      const ended = await setup.install();

      expect(ended.finished, ended.output).toMatchObject({ outcome: 'ok', changed: false, writes: 0, devices: { total: 30 } });
      expect(setup.files()).toEqual(before);
    },
    2 * minutes,
  );

  it(
    'with a wrong password over a working connector changes nothing of it',
    async () => {
      const before = setup.files();
      const pid = enginePid();

      const ended = await setup.install({ password: 'not the password' });

      expect(errorOf(ended), ended.output).toMatchObject({ code: 'exchange.access-denied' });
      expect(setup.files()).toEqual(before);
      expect(enginePid()).toBe(pid);
      expect(await vaultNames()).toEqual(installedVault);
    },
    minutes,
  );

  it(
    'I4 of a newer version that is cancelled leaves the old version running',
    async () => {
      const before = setup.files();
      const newer = await changedBundle(beside('newer.zip'), { version: '9.9.9' });

      const ended = await setup.install({ bundle: newer, onEvent: signalAfter('start-engine', 'SIGTERM') });

      expect(errorOf(ended), ended.output).toMatchObject({ code: 'cancelled' });
      expect(setup.files()).toEqual(before);
      expect(isAlive(enginePid())).toBe(true);
      expect(await vaultNames()).toEqual(installedVault);
    },
    2 * minutes,
  );

  it(
    'I1 of a newer version switches to it and removes the old one',
    async () => {
      const ended = await setup.install({ bundle: beside('newer.zip') });

      expect(ended.finished, ended.output).toMatchObject({ outcome: 'ok', writes: 0 });
      expect(JSON.parse(readFileSync(join(setup.connector, 'setup', 'engine.json'), 'utf8'))).toMatchObject({ version: '9.9.9' });
      expect(Object.keys(setup.files()).filter((path) => path.endsWith('engine.cjs'))).toHaveLength(1);
    },
    2 * minutes,
  );

  it(
    'stops the engine politely, and says so when there is none',
    async () => {
      const pid = enginePid();

      expect((await setup.stop()).exitCode).toBe(0);
      expect(isAlive(pid)).toBe(false);
      expect((await setup.stop()).exitCode).toBe(4);
    },
    minutes,
  );
});
