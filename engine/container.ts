/** Puts the engine together by hand: the one place that knows which adapter stands behind which port. */
import { existsSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import type { Configuration } from '../shared/config/configuration.ts';
import { parseProxyChoice } from '../shared/config/proxy-address.ts';
import type { ExchangeLoadStatus } from '../shared/control/exchange-load.ts';
import { Failure } from '../shared/errors.ts';
import { type Clock, systemClock } from '../shared/host/clock.ts';
import { openVault } from '../shared/host/vault.ts';
import { translator } from '../shared/i18n/translate.ts';
import { namesVariable, openerVariable, type Places, placesFor, powershellVariable, vaultServices } from '../shared/places.ts';
import { policySentence } from '../shared/policy.ts';
import type { AccountCertificate } from '../shared/setup/account-certificate.ts';
import { type Answers, proxyUser, serverHost } from '../shared/setup/answers.ts';
import { certificateEnd } from './account-certificate.ts';
import { createEwsMailer } from './adapters/ews-mail/ews-mailer.ts';
import { redirectedNames } from './adapters/ews-mail/redirected-names.ts';
import type { ExchangePowershellOptions } from './adapters/exchange-powershell/connection.ts';
import { createExchangeGateway } from './adapters/exchange-powershell/gateway.ts';
import type { Pace } from './adapters/exchange-powershell/pace.ts';
import { defaultSettings, type SessionSettings } from './adapters/exchange-powershell/session-choices.ts';
import { ExchangeLoad, type LoadChoices } from './adapters/exchange-servers/exchange-load.ts';
import { shareOf } from './adapters/exchange-servers/exchange-share.ts';
import type { LanesOptions } from './adapters/exchange-servers/lanes.ts';
import { ServerChoice, type ServerChoiceOptions } from './adapters/exchange-servers/server-choice.ts';
import { ServerHealth } from './adapters/exchange-servers/server-health.ts';
import { createServersGateway } from './adapters/exchange-servers/servers-gateway.ts';
import { ShellBudget } from './adapters/exchange-servers/shell-budget.ts';
import type { ProxyAccess } from './adapters/http/message.ts';
import { createIntuneDirectory } from './adapters/intune-graph/intune-graph.ts';
import { GraphThrottle } from './adapters/intune-graph/throttle.ts';
import { openPolicyFile } from './adapters/policy-file/policy-file.ts';
import { ConfigurationFile } from './configuration-file.ts';
import { serverConcerns } from './domain/exchange-servers.ts';
import { certificateLife } from './domain/tenant-checks.ts';
import type { ExchangeFacts, ExchangeGateway } from './ports/exchange-gateway.ts';
import type { ExchangeMemory } from './ports/exchange-memory.ts';
import type { Log } from './ports/log.ts';
import type { Mailer } from './ports/mailer.ts';
import { parseAccountCertificate, readSecret } from './secrets.ts';
import type { ExchangeSide, Sides, SyncDependencies } from './sync/dependencies.ts';
import { SyncRunner } from './sync/runner.ts';
import { UnblockWatch } from './sync/unblock-watch.ts';
import { version } from './version.ts';
import { proxyAccess, proxyLogon } from './way-out.ts';

export interface Host {
  readonly places: Places;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Our name in the connector record. */
  readonly machine: string;
}

export function thisHost(): Host {
  const environment = process.env;
  return {
    places: placesFor({ platform: process.platform, environment, homeFolder: homedir() }),
    environment,
    clock: systemClock,
    machine: hostname(),
  };
}

/** The script that opens the Exchange session in place of ours, or null: only a rehearsal has one. */
export function openerOf(host: Host): string | null {
  return host.environment[openerVariable] ?? null;
}

/** `settings`: as configured; what the type of Exchange has before there is a configuration. */
export type ExchangeDestination = Pick<Answers['exchange'], 'type' | 'server'> &
  Pick<ExchangePowershellOptions, 'onPace'> & { readonly settings?: SessionSettings };

/** To one server and no other. */
export function exchangeGateway(host: Host, exchange: ExchangeDestination, log: Log): ExchangeGateway {
  return createExchangeGateway({
    type: exchange.type,
    server: serverHost(exchange),
    scripts: powershellScripts(),
    opener: openerOf(host),
    powershell: host.environment[powershellVariable] ?? null,
    environment: host.environment,
    clock: host.clock,
    log,
    settings: exchange.settings ?? defaultSettings,
    ...(exchange.onPace === undefined ? {} : { onPace: exchange.onPace }),
  });
}

export interface IntuneAccess {
  readonly certificate: AccountCertificate;
  /** Null: straight. */
  readonly proxy: ProxyAccess | null;
  /** Of the running engine, so that its runs together stay below Graph's limits. */
  readonly throttle?: GraphThrottle;
  /** As configured; nothing before there is a configuration. */
  readonly servicePlans?: readonly string[];
}

export function intuneDirectory(host: Host, access: IntuneAccess, log: Log): ReturnType<typeof createIntuneDirectory> {
  return createIntuneDirectory({ servicePlans: [], ...access, clock: host.clock, log });
}

export interface NotificationAccess {
  readonly address: string;
  readonly password: string;
  /** Null: found by Autodiscover. */
  readonly webServices: string | null;
  /** As {@link wayToMail} gives it. */
  readonly proxy: ProxyAccess | null;
}

export function notificationMailer(host: Host, { address, password, webServices, proxy }: NotificationAccess): Mailer {
  const names = openerOf(host) === null ? undefined : host.environment[namesVariable];
  const redirected = redirectedNames(names ?? '');
  return createEwsMailer({ account: { address, password }, webServices, clock: host.clock, redirected, proxy });
}

export interface EngineParts {
  readonly configuration: ConfigurationFile;
  readonly vault: ReturnType<typeof openVault>;
  readonly runner: SyncRunner;
  readonly watch: UnblockWatch;
  readonly policyFile: SyncDependencies['policyFile'];
  readonly openDirectory: SyncDependencies['openDirectory'];
  readonly openExchange: SyncDependencies['openExchange'];
  facts(): ExchangeFacts | null;
  exchangeLoad(): ExchangeLoadStatus;
}

type EngineStore = Pick<SyncDependencies, 'state' | 'journal' | 'cloud' | 'policies'> & { readonly servers: ExchangeMemory };

export function assemble(host: Host, store: EngineStore, log: Log): EngineParts {
  const configuration = new ConfigurationFile(host.places.configuration);
  const vault = openVault(vaultServices.engine);
  let facts: ExchangeFacts | null = null;
  const shells = new ShellBudget(store.servers, host.clock);
  const load = new ExchangeLoad(host.clock, () => loadChoices(configuration, store));
  const pool = { health: new ServerHealth(host.clock), shells, memory: store.servers, load, log };
  const openers = openersOf(host, { configuration, vault }, pool);
  const policyFile = openPolicyFile(host.places.policy);
  const runner = new SyncRunner({
    ...store,
    ...openers,
    clock: host.clock,
    log,
    policyFile,
    words: (change) => policySentence(translator(configuration.current()?.language ?? 'en'), change),
    connector: { connectorServer: host.machine, version },
    newBlockLimit: () => configuration.current()?.newBlockLimitPercent ?? 0,
    mode: () => configuration.current()?.mode ?? 'observe',
    exchangeShare: () => shareOf(pool),
    onConnected: (connected) => {
      facts = connected;
    },
  });
  const watch = new UnblockWatch({
    state: store.state,
    clock: host.clock,
    log,
    openDirectory: openers.openDirectory,
    mode: () => configuration.current()?.mode ?? 'observe',
    isBusy: () => runner.isRunning() || runner.isStopping(),
    synchronize: (signal) => runner.full({ replaceConnector: false }, signal, () => undefined),
  });
  return {
    configuration,
    vault,
    runner,
    watch,
    policyFile,
    openDirectory: openers.openDirectory,
    openExchange: openers.openExchange,
    facts: () => facts,
    exchangeLoad: () => loadOf(pool, configuration),
  };
}

function loadChoices(configuration: ConfigurationFile, { state }: EngineStore): LoadChoices {
  const current = configuration.current();
  const devices = state.lastReport()?.devices.total ?? 0;
  return { isParallel: current?.enableParallelCommandSupport ?? false, slowHours: current?.slowHours ?? '', devices };
}

function loadOf(pool: ExchangePool, configuration: ConfigurationFile): ExchangeLoadStatus {
  const { health, memory } = pool;
  const server = configuration.current()?.exchangeServer ?? '';
  const known = memory.servers(server);
  return {
    ...shareOf(pool),
    resting: [...health.resting()],
    concerns: known.length === 0 ? [] : [...serverConcerns(server, known)],
  };
}

/** What outlives a run on the Exchange side. */
type ExchangePool = Omit<ServerChoiceOptions, 'primary' | 'isFailoverEnabled' | 'open'> & Pick<LanesOptions, 'load'>;

function exchangeServers(host: Host, configuration: Configuration, pool: ExchangePool): ExchangeGateway {
  const { exchangeType: type, exchangeServer, isCasFailoverEnabled } = configuration;
  const settings = sessionSettings(configuration);
  const onPace = ({ delayed }: Pace) => pool.load.delayed(delayed);
  const choice = new ServerChoice({
    ...pool,
    primary: exchangeServer,
    // A hosted address stands for whatever is behind it.
    isFailoverEnabled: isCasFailoverEnabled && type === 'on-premises',
    open: (server) => exchangeGateway(host, { type, server, settings, onPace }, pool.log),
  });
  return createServersGateway({ ...pool, choice });
}

/** Both ways to open what a run needs: configuration and secrets as they are at that moment. */
function openersOf(
  host: Host,
  { configuration, vault }: Pick<EngineParts, 'configuration' | 'vault'>,
  pool: ExchangePool,
): Pick<SyncDependencies, 'openSides' | 'openExchange' | 'openDirectory'> {
  const configured = () => {
    const current = configuration.current();
    if (current === null) throw new Failure('engine.not-configured', { params: { path: host.places.configuration } });
    return current;
  };
  const openExchange = async (): Promise<ExchangeSide> => {
    const current = configured();
    const password = await readSecret(vault, 'exchange-password');
    const exchange = exchangeServers(host, current, pool);
    const proxy = await proxyLogon(parseProxyChoice(current.proxy), () => vault.read('proxy-password'));
    const credentials = { user: current.exchangeUser, password, proxy };
    return { exchange, credentials, width: () => pool.load.width(), pause: () => pool.load.pause(), close: () => exchange.close() };
  };
  const throttle = new GraphThrottle(host.clock);
  const openIntune = async () => {
    const certificate = parseAccountCertificate(await readSecret(vault, 'account-certificate'));
    watchCertificate(certificate, host.clock, pool.log);
    const { proxy: address, intuneServicePlans } = configured();
    const proxy = await configuredProxy(vault, address, host);
    const servicePlans = intuneServicePlans.split(',').flatMap((plan) => (plan.trim() === '' ? [] : [plan.trim()]));
    return intuneDirectory(host, { certificate, proxy, throttle, servicePlans }, pool.log);
  };
  const openSides = async (): Promise<Sides> => {
    const directory = await openIntune();
    return bothSides(await openExchange(), directory);
  };
  const openDirectory = async () => {
    const directory = await openIntune();
    return { directory, close: () => directory.close() };
  };
  return { openSides, openExchange, openDirectory };
}

export function bothSides(side: ExchangeSide, directory: ReturnType<typeof createIntuneDirectory>): Sides {
  const close = async () => {
    await side.close();
    await directory.close();
  };
  return { ...side, directory, close };
}

/** A log line at each run from 60 days before the end. */
function watchCertificate(certificate: AccountCertificate, clock: Clock, log: Log): void {
  const { state, ...life } = certificateLife(certificateEnd(certificate), clock.now());
  if (state !== 'good') log.warn(state === 'renew' ? 'account certificate ends soon' : 'account certificate has expired', life);
}

/** Without a password in the vault the proxy itself will say that it wants one. */
async function configuredProxy(
  vault: ReturnType<typeof openVault>,
  address: string,
  { environment }: Pick<Host, 'environment'>,
): Promise<ProxyAccess | null> {
  const choice = parseProxyChoice(address);
  const password = proxyUser(choice) === null ? null : await vault.read('proxy-password');
  return await proxyAccess(choice, password, environment);
}

function sessionSettings(current: Configuration): SessionSettings {
  const { exchangePath, exchangeAuthentication, exchangeProxyAccess, exchangeRedirectDomains } = current;
  return {
    path: exchangePath === '' ? null : exchangePath,
    authentication: exchangeAuthentication === '' ? null : exchangeAuthentication,
    proxyAccess: exchangeProxyAccess === '' ? null : exchangeProxyAccess,
    redirectSuffixes: exchangeRedirectDomains.split(',').flatMap((domain) => (domain.trim() === '' ? [] : [domain.trim()])),
  };
}

/** Beside the bundled script, or in the source tree's assets. */
function powershellScripts(): string {
  const beside = join(import.meta.dirname, 'assets', 'powershell');
  return existsSync(beside) ? beside : join(import.meta.dirname, '..', 'assets', 'powershell');
}
