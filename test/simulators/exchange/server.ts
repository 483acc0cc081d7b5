/** The Exchange organization behind loopback HTTP: what its PowerShell face asks, and nothing of PowerShell itself. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { type FaultEffect, FaultList } from '../faults.ts';
import { HttpProblem, listenOnLoopback, readJson, sendJson } from '../loopback-http.ts';
import type { RequestLog } from '../request-log.ts';
import type { Organization } from '../world/organization.ts';
import { allGrants, grantsNamed, moduleOf, runCmdlet, standardRoles } from './cmdlets/catalog.ts';
import type { Place } from './cmdlets/cmdlet.ts';
import { parameterValueSchema } from './cmdlets/parameter-value.ts';
import { Directory } from './directory.ts';
import { together, without } from './grants.ts';
import { commonQuota, type ExchangeLimits, LoadBudget, standardLimits } from './limits.ts';
import { competingWrite } from './other-administrator.ts';
import { asProblem, plannedRefusal, Refusal } from './refusals.ts';
import { type Reply, replyOf } from './reply.ts';
import { grantedByRoles } from './roles.ts';
import { type ExchangeAccount, type Session, Sessions } from './sessions.ts';
import { ExchangeState } from './state.ts';
import { type ExchangeProfile, type ExchangeServer, serversOf } from './versions.ts';
import { type Culture, words } from './words.ts';

/** What kind of Exchange it is. */
export interface ExchangeKind {
  /** Exchange 2016 when left out. */
  readonly profile?: ExchangeProfile;
  /** Of error texts, and of dates in filters and texts; en-US when left out. */
  readonly culture?: Culture;
  /** NoLanguage, as Exchange is since April 2021, when left out. */
  readonly languageMode?: 'NoLanguage' | 'RestrictedLanguage';
  /** What its roles do not grant to any account but an administrator's: `Cmdlet` or `Cmdlet -Parameter`. */
  readonly denied?: readonly string[];
  readonly limits?: Partial<ExchangeLimits>;
  /** So long after its first contact a phone is in the state DeviceDiscovery (up to 14 minutes); left out: not at all. */
  readonly discoveryMilliseconds?: number;
}

export interface ExchangeSimulatorOptions {
  readonly organization: Organization;
  readonly accounts: readonly ExchangeAccount[];
  readonly requestLog: RequestLog;
  readonly kind?: ExchangeKind | undefined;
  readonly stateFile?: string | undefined;
  /** Before each answer. */
  readonly latencyMilliseconds?: number | undefined;
  readonly autoContactMilliseconds?: number | undefined;
}

export interface ExchangeSimulator {
  readonly url: string;
  readonly state: ExchangeState;
  readonly faults: FaultList;
  /** Full names of the Client Access Servers. */
  readonly servers: readonly string[];
  /** How many sessions are open now. */
  sessions(): number;
  /** Puts another organization behind the same servers, without faults; sessions stay open, as accounts and roles are the same. */
  restage(organization: Organization, load?: ExchangeLimits['load']): void;
  stop(): Promise<void>;
}

const openSchema = z.strictObject({ server: z.string().min(1), user: z.string(), password: z.string() });
const invokeSchema = z.strictObject({ cmdlet: z.string().min(1), parameters: z.record(z.string(), parameterValueSchema) });

/** Everything that a request needs. The organization may be replaced between two requests. */
interface House {
  state: ExchangeState;
  directory: Directory;
  budget: LoadBudget;
  readonly servers: readonly ExchangeServer[];
  readonly sessions: Sessions;
  readonly faults: FaultList;
  readonly log: RequestLog;
  readonly latency: number;
  readonly culture: Culture;
  readonly languageMode: string;
}

export async function startExchangeSimulator(options: ExchangeSimulatorOptions): Promise<ExchangeSimulator> {
  const house = furnish(options);
  const door = await listenOnLoopback((request, response) => route(house, request, response));
  return {
    url: door.url,
    get state() {
      return house.state;
    },
    faults: house.faults,
    servers: house.servers.map(({ fqdn }) => fqdn),
    sessions: () => house.sessions.count(),
    restage: (organization, load = options.kind?.limits?.load ?? null) => restage(house, { ...options, organization }, load),
    stop: async () => {
      house.state.stop();
      await door.stop();
    },
  };
}

function restage(house: House, options: ExchangeSimulatorOptions, load: ExchangeLimits['load']): void {
  house.state.stop();
  house.faults.clear();
  house.state = stateOf(options);
  house.directory = new Directory(options.organization);
  house.budget = new LoadBudget(load);
}

function stateOf(options: ExchangeSimulatorOptions): ExchangeState {
  return new ExchangeState({ ...options, discoveryMilliseconds: options.kind?.discoveryMilliseconds });
}

function furnish(options: ExchangeSimulatorOptions): House {
  const { organization, accounts, kind = {} } = options;
  const servers = serversOf(kind.profile ?? '2016', organization.world.domain);
  const limits = { ...standardLimits, ...kind.limits };
  const grantsOf = (account: ExchangeAccount, server: ExchangeServer) =>
    together(ownGrants(account, kind.denied ?? []), grantedByRoles(house.state.roles(), standardRoles(server.version), account.user));
  const house: House = {
    state: stateOf(options),
    directory: new Directory(organization),
    servers,
    sessions: new Sessions({ accounts, servers, limits, grantsOf }),
    budget: new LoadBudget(limits.load),
    faults: new FaultList('exchange'),
    log: options.requestLog,
    latency: options.latencyMilliseconds ?? 0,
    culture: kind.culture ?? 'en-US',
    languageMode: kind.languageMode ?? 'NoLanguage',
  };
  return house;
}

/** What an account has from the start, before anybody makes roles. */
function ownGrants({ commands, denied = [], isAdministrator = false }: ExchangeAccount, deniedToAll: readonly string[]) {
  if (isAdministrator) return allGrants(true);
  return without(commands === undefined ? allGrants(false) : grantsNamed(commands), [...deniedToAll, ...denied]);
}

async function route(house: House, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [first, ticket, action, ...rest] = (request.url ?? '').split('/').slice(1);
  const call = `${request.method} ${action ?? ''}`;
  if (first !== 'sessions' || rest.length > 0) throw new HttpProblem(404, 'not-found', 'no such door');
  if (ticket !== undefined) return routeInSession(house, ticket, { call, request, response });
  if (request.method === 'POST') return openSession(house, request, response);
  throw notAllowed();
}

interface SessionRequest {
  /** Method and action, as `POST invoke`. */
  readonly call: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function routeInSession(house: House, ticket: string, { call, request, response }: SessionRequest): Promise<void> {
  switch (call) {
    case 'POST invoke':
      return await invoke(house, ticket, request, response);
    case 'GET commands':
      return sendJson(response, 200, moduleOf(house.sessions.find(ticket)));
    case 'DELETE ':
      return closeSession(house, ticket, response);
    default:
      throw notAllowed();
  }
}

function notAllowed(): HttpProblem {
  return new HttpProblem(405, 'not-allowed', 'this door does not do that');
}

async function openSession(house: House, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const asked = await readJson(request, openSchema);
  const parameters = { server: asked.server, user: asked.user };
  const log = (outcome: string, session: string) =>
    house.log.write({ side: 'exchange', cmdlet: 'New-PSSession', parameters, outcome, session });
  let server: ExchangeServer | null = null;
  try {
    server = house.sessions.serverNamed(asked.server);
    const effects = house.faults.take(`session @${server.fqdn}`);
    await delay(house, effects);
    refuseToOpen(effects, server);
    const { ticket, session } = house.sessions.open(asked);
    log('ok', session.id);
    sendJson(response, 201, { ticket, languageMode: house.languageMode });
  } catch (thrown) {
    const problem = thrown instanceof Refusal ? asProblem(thrown, server, house.culture) : thrown;
    log(problem instanceof HttpProblem ? problem.code : 'internal', '');
    throw problem;
  }
}

function refuseToOpen(effects: readonly FaultEffect[], server: ExchangeServer): void {
  for (const effect of effects) {
    if (effect.kind === 'down') throw serverDown(server);
    if (effect.kind === 'refuse') throw plannedRefusal(effect.because, server);
    if (effect.kind === 'error') throw new HttpProblem(effect.status, effect.id, effect.message);
    if (effect.kind === 'throttle') {
      throw new Refusal(429, 'throttled', words.overBudget(commonQuota.requests, commonQuota.seconds, effect.milliseconds));
    }
  }
}

function closeSession(house: House, ticket: string, response: ServerResponse): void {
  const session = house.sessions.find(ticket);
  house.sessions.close(ticket);
  house.log.write({ side: 'exchange', cmdlet: 'Remove-PSSession', parameters: {}, outcome: 'ok', session: session.id });
  response.writeHead(204).end();
}

async function invoke(house: House, ticket: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const session = house.sessions.find(ticket);
  const invocation = await readJson(request, invokeSchema);
  const effects = house.faults.take(`${invocation.cmdlet} @${session.server.fqdn}`);
  await delay(house, effects);
  const log = (outcome: string) =>
    house.log.write({ side: 'exchange', cmdlet: invocation.cmdlet, parameters: invocation.parameters, outcome, session: session.id });
  if (effects.some(({ kind }) => kind === 'down')) {
    house.sessions.close(ticket);
    log('server-down');
    throw asProblem(serverDown(session.server), session.server, house.culture);
  }
  const write = (when: 'before' | 'after') => competingWrite(house, effects, { when, identity: invocation.parameters['Identity'] });
  write('before');
  const run = () => {
    house.budget.spend(session.user);
    return runCmdlet(placeOf(house, session, effects), invocation);
  };
  const outcome = await send(response, replyOf(run, effects, house.culture));
  if (outcome === 'session-death') house.sessions.close(ticket);
  write('after');
  log(outcome);
}

function placeOf(house: House, { server, grants, user }: Session, effects: readonly FaultEffect[]): Place {
  const lagMilliseconds = effects.reduce(
    (most, effect) => (effect.kind === 'replication-lag' ? Math.max(most, effect.milliseconds) : most),
    0,
  );
  const { state: exchange, directory, servers, culture } = house;
  return { exchange, directory, servers, server, culture, grants, user, lagMilliseconds };
}

/** Returns the outcome for the log. */
async function send(response: ServerResponse, reply: Reply): Promise<string> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8' });
  response.flushHeaders();
  try {
    const lines = reply.pauseMilliseconds > 0 ? paced(reply) : reply.lines;
    await pipeline(Readable.from(lines), response, { end: false });
  } catch {
    return 'client-gone';
  }
  if (reply.isCut()) response.destroy();
  else response.end();
  return reply.outcome();
}

async function* paced({ lines, pauseMilliseconds }: Reply): AsyncGenerator<string> {
  for (const line of lines) {
    yield line;
    await wait(pauseMilliseconds);
  }
}

async function delay(house: House, effects: readonly FaultEffect[]): Promise<void> {
  const delays = effects.map((effect) => (effect.kind === 'latency' || effect.kind === 'micro-delay' ? effect.milliseconds : 0));
  const planned = delays.reduce((sum, each) => sum + each, house.latency);
  if (planned > 0) await wait(planned);
}

function serverDown(server: ExchangeServer): Refusal {
  return new Refusal(503, 'server-down', words.serverDown(server.fqdn));
}
