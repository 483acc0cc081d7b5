/** A rehearsal organization with a real engine process in front of it, for contract tests. Needs a Secret Service and a PowerShell. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { renderConfiguration } from '../../shared/config/configuration.ts';
import { toAppError } from '../../shared/errors.ts';
import { systemClock } from '../../shared/host/clock.ts';
import { connectToEngine, type EngineConnection } from '../../shared/host/control-client.ts';
import { type Places, placesFor } from '../../shared/places.ts';
import type { Language, Mode } from '../../shared/setup/answers.ts';
import type { PersonalLists } from '../simulators/exchange/expectation.ts';
import { type Rehearsal, type RehearsalOptions, startRehearsal } from '../simulators/rehearsal.ts';

const repository = resolve(import.meta.dirname, '..', '..');
const engineProgram = join(repository, 'engine', 'main.ts');
const opener = join(repository, 'test', 'simulators', 'powershell', 'Open-RehearsalSession.ps1');
export const account = 'CONTOSO\\svc-connector';

export interface EngineProcess {
  readonly child: ChildProcess;
  readonly connection: EngineConnection;
  /** What it wrote to standard output and standard error. */
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

export interface EngineStage {
  readonly folder: string;
  readonly places: Places;
  readonly environment: NodeJS.ProcessEnv;
  readonly rehearsal: Rehearsal;
  readonly password: string;
  /** Enforces, unless told otherwise. */
  configure(newBlockLimitPercent: number, mode?: Mode, language?: Language): void;
  /** A proven engine with its secrets in the vault. */
  start(): Promise<EngineProcess>;
  /** Without secrets and without waiting. */
  spawn(
    args: readonly string[],
    input?: string,
  ): { readonly child: ChildProcess; readonly output: () => string; readonly ended: Promise<number | null> };
  stop(): Promise<void>;
}

export async function raiseEngineStage(options: Partial<RehearsalOptions> = {}): Promise<EngineStage> {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'));
  const password = `pass word "${Math.random().toString(36).slice(2)}" $x`;
  const rehearsal = await startRehearsal({
    devices: 60,
    seed: 7,
    folder: join(folder, 'rehearsal'),
    exchangePassword: password,
    account,
    ...options,
  });
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    EXCHANGE_CONNECTOR_HOME: join(folder, 'home'),
    EXCHANGE_CONNECTOR_OPENER: opener,
    EXCHANGE_CONNECTOR_REHEARSAL_URL: rehearsal.exchange.url,
  };
  const places = placesFor({ platform: process.platform, environment, homeFolder: folder });
  await mkdir(places.data, { recursive: true, mode: 0o700 });
  const running = new Set<ChildProcess>();
  const spawnEngine: EngineStage['spawn'] = (args, input) => {
    const child = spawn(process.execPath, [engineProgram, ...args], { env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
    running.add(child);
    const output: string[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString('utf8')));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
    const ended = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : null));
    void ended.then(() => running.delete(child));
    return { child, output: () => output.join(''), ended };
  };
  const stage: EngineStage = {
    folder,
    places,
    environment,
    rehearsal,
    password,
    configure: (newBlockLimitPercent, mode = 'enforce', language = 'en') => {
      const configuration = {
        exchangeType: 'on-premises',
        exchangeServer: 'cas1.contoso.test',
        exchangeUser: account,
        newBlockLimitPercent,
        language,
        mode,
        proxy: '',
        notificationAddress: '',
        isCasFailoverEnabled: true,
        enableParallelCommandSupport: false,
        exchangeWebServiceUrl: '',
        slowHours: '',
        intuneServicePlans: '',
        exchangePath: '',
        exchangeAuthentication: '',
        exchangeProxyAccess: '',
        exchangeRedirectDomains: '',
      } as const;
      writeFileSync(places.configuration, renderConfiguration(configuration, null));
    },
    spawn: spawnEngine,
    start: () => startEngine(stage),
    stop: async () => {
      for (const child of running) await end(child);
      await rehearsal.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  stage.configure(100);
  return stage;
}

async function startEngine(stage: EngineStage): Promise<EngineProcess> {
  const key = 'ab'.repeat(32);
  const started = stage.spawn(['run'], `${JSON.stringify({ key })}\n`);
  const connection = await untilConnected(stage, started.child, key);
  await connection.call('storeSecret', { name: 'exchange-password', value: stage.password });
  await connection.call('storeSecret', { name: 'account-certificate', value: stage.rehearsal.intune.accountCertificate });
  return { ...started, connection };
}

async function untilConnected(stage: EngineStage, child: ChildProcess, key: string): Promise<EngineConnection> {
  for (;;) {
    try {
      return await connectToEngine({ path: stage.places.control, key, clock: systemClock, signal: AbortSignal.timeout(20_000) });
    } catch (thrown) {
      if (toAppError(thrown).code !== 'channel.unreachable' || child.exitCode !== null) throw thrown;
      await wait(50);
    }
  }
}

/** Waits until `holds`, looking every 10 milliseconds; throws when it never does. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  for (let left = 3_000; !holds(); left -= 1) {
    if (left === 0) throw new Error(`never came: ${what}`);
    await wait(10);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

/** Whether anything says that an engine runs there. */
export function leftovers(places: Places): readonly string[] {
  return [places.control, places.pidFile].filter((path) => existsSync(path));
}

/** Parameters of every change of a mailbox that the simulated Exchange was asked for. */
export function mailboxWrites({ rehearsal }: EngineStage): readonly Readonly<Record<string, unknown>>[] {
  return rehearsal.requestLog
    .entries()
    .flatMap((entry) => (entry.side === 'exchange' && entry.cmdlet === 'Set-CASMailbox' ? [entry.parameters] : []));
}

/** The personal lists of every mailbox by its Guid, each sorted. */
export function personalLists({ rehearsal }: Pick<EngineStage, 'rehearsal'>): ReadonlyMap<string, PersonalLists> {
  const { organization, exchange } = rehearsal;
  return new Map(
    organization.people().map(({ index, mailboxGuid }) => {
      const { allowed, blocked } = exchange.state.mailbox(index);
      return [mailboxGuid, { allowed: allowed.toSorted(), blocked: blocked.toSorted() }];
    }),
  );
}
