/** The engine of one run: the real runner, store, choice of servers and gateway, put together as the product does, for the life of the run. */
import { join } from 'node:path';
import { createExchangeGateway } from '../../../engine/adapters/exchange-powershell/gateway.ts';
import { ExchangeLoad } from '../../../engine/adapters/exchange-servers/exchange-load.ts';
import { ServerChoice } from '../../../engine/adapters/exchange-servers/server-choice.ts';
import { ServerHealth } from '../../../engine/adapters/exchange-servers/server-health.ts';
import { createServersGateway } from '../../../engine/adapters/exchange-servers/servers-gateway.ts';
import { ShellBudget, type ShellUse } from '../../../engine/adapters/exchange-servers/shell-budget.ts';
import { openSqliteStore } from '../../../engine/adapters/sqlite-store/sqlite-store.ts';
import type { ExchangeCredentials, ExchangeGateway } from '../../../engine/ports/exchange-gateway.ts';
import { SyncRunner } from '../../../engine/sync/runner.ts';
import type { SyncReport } from '../../../shared/sync-report.ts';
import type { ExchangeSimulator } from '../../simulators/exchange/server.ts';
import type { Organization } from '../../simulators/world/organization.ts';
import { type DeadlineClock, leapingClock } from './clocks.ts';
import { type IntuneSide, intuneSide } from './intune-side.ts';
import { LentGateway, type WarmSessions } from './warm-sessions.ts';

const repository = join(import.meta.dirname, '..', '..', '..');

export interface EngineOptions {
  readonly organization: Organization;
  readonly exchange: ExchangeSimulator;
  readonly powershell: string;
  readonly sessions: WarmSessions;
  readonly deadlines: DeadlineClock;
  readonly isParallel: boolean;
  credentials(): ExchangeCredentials;
  isCold(): boolean;
  onOpened(): void;
}

export interface RunEngine {
  readonly intune: IntuneSide;
  synchronize(signal: AbortSignal, acceptPlan?: string): Promise<SyncReport>;
  /** As the engine itself counts them. */
  shells(): ShellUse;
  close(): void;
}

export function startEngine(options: EngineOptions): RunEngine {
  const store = openSqliteStore(':memory:');
  const clock = leapingClock();
  const intune = intuneSide(options.organization);
  const shells = new ShellBudget(store.servers, clock);
  const load = new ExchangeLoad(clock, () => ({ isParallel: options.isParallel, devices: 0, slowHours: '' }));
  const pool = { health: new ServerHealth(clock), shells, memory: store.servers, load, log: silence };
  const primary = options.exchange.servers.at(options.exchange.servers.length > 2 ? -1 : 0) ?? '';
  const choice = new ServerChoice({ ...pool, primary, isFailoverEnabled: true, open: (server) => lend(options, server, load) });
  const openExchange = async () => {
    const exchange = createServersGateway({ ...pool, choice });
    const side = { width: () => load.width(), pause: () => load.pause(), close: () => exchange.close() };
    return { exchange, credentials: options.credentials(), ...side };
  };
  const openDirectory = async () => ({ directory: intune.directory, close: async () => undefined });
  const runner = new SyncRunner({
    ...store,
    clock,
    log: silence,
    openExchange,
    openDirectory,
    openSides: async () => ({ ...(await openExchange()), directory: intune.directory }),
    policyFile: { path: 'policy.json', read: async () => null },
    words: ({ key }) => key,
    connector: { connectorServer: 'HERE', version: '1.0.0' },
    newBlockLimit: () => 100,
    mode: () => 'enforce',
    onConnected: () => undefined,
    exchangeShare: () => ({ shells: { ...shells.use(), most: 14, allowed: 18 }, sessions: load.width(), delayPerSecond: 0, isSlow: false }),
  });
  return {
    intune,
    synchronize: (signal, acceptPlan) => runner.full({ replaceConnector: false, acceptPlan }, signal, () => undefined),
    shells: () => shells.use(),
    close: () => store.state.close(),
  };
}

const silence = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** In a mixed organization the newest server is the configured one, as set-up advises: an older one does not show all phones. */
function lend(
  { exchange, powershell, sessions, deadlines, isCold, onOpened }: EngineOptions,
  server: string,
  load: ExchangeLoad,
): ExchangeGateway {
  const open = () =>
    createExchangeGateway({
      type: 'on-premises',
      server,
      scripts: join(repository, 'assets', 'powershell'),
      opener: join(repository, 'test', 'simulators', 'powershell', 'Open-RehearsalSession.ps1'),
      powershell,
      environment: { ...process.env, EXCHANGE_CONNECTOR_REHEARSAL_URL: exchange.url },
      clock: deadlines,
      log: silence,
      onPace: ({ delayed }) => load.delayed(delayed),
    });
  return new LentGateway({ sessions, server, isCold, open, onOpened });
}
