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
import { parameterValueSchema } from './cmdlet.ts';
import { cmdletNames, runCmdlet } from './cmdlets.ts';
import { Directory } from './directory.ts';
import { clientAccessServers } from './organization-cmdlets.ts';
import { type Reply, replyOf } from './reply.ts';
import { type ExchangeAccount, Sessions } from './sessions.ts';
import { ExchangeState } from './state.ts';

export interface ExchangeSimulatorOptions {
  readonly organization: Organization;
  readonly accounts: readonly ExchangeAccount[];
  readonly requestLog: RequestLog;
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
  stop(): Promise<void>;
}

const openSchema = z.strictObject({ server: z.string().min(1), user: z.string(), password: z.string() });
const invokeSchema = z.strictObject({ cmdlet: z.string().min(1), parameters: z.record(z.string(), parameterValueSchema) });

/** Everything that a request needs. */
interface House {
  readonly state: ExchangeState;
  readonly directory: Directory;
  readonly sessions: Sessions;
  readonly faults: FaultList;
  readonly log: RequestLog;
  readonly latency: number;
}

export async function startExchangeSimulator(options: ExchangeSimulatorOptions): Promise<ExchangeSimulator> {
  const { organization } = options;
  const servers = clientAccessServers(organization.world.domain).map(({ fqdn }) => fqdn);
  const house: House = {
    state: new ExchangeState(options),
    directory: new Directory(organization),
    sessions: new Sessions(options.accounts, servers, cmdletNames),
    faults: new FaultList('exchange'),
    log: options.requestLog,
    latency: options.latencyMilliseconds ?? 0,
  };
  const door = await listenOnLoopback((request, response) => route(house, request, response));
  return {
    url: door.url,
    state: house.state,
    faults: house.faults,
    servers,
    sessions: () => house.sessions.count(),
    stop: async () => {
      house.state.stop();
      await door.stop();
    },
  };
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
      return sendJson(response, 200, { commands: house.sessions.find(ticket).commands });
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
  try {
    const effects = house.faults.take(`session @${house.sessions.serverNamed(asked.server)}`);
    await delay(house, effects);
    refuseToOpen(effects, asked.server);
    const { ticket, session } = house.sessions.open(asked);
    log('ok', session.id);
    sendJson(response, 201, { ticket });
  } catch (thrown) {
    log(thrown instanceof HttpProblem ? thrown.code : 'internal', '');
    throw thrown;
  }
}

function refuseToOpen(effects: readonly FaultEffect[], server: string): void {
  for (const effect of effects) {
    if (effect.kind === 'down') throw serverDown(server);
    if (effect.kind === 'error') throw new HttpProblem(effect.status, effect.id, effect.message);
    if (effect.kind === 'throttle') {
      const message = `The user load quota of 400 requests per 60 seconds has been exceeded. All requests from this user will not be approved for at least ${effect.milliseconds} milliseconds.`;
      throw new HttpProblem(429, 'throttled', message);
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
  const effects = house.faults.take(`${invocation.cmdlet} @${session.server}`);
  await delay(house, effects);
  const log = (outcome: string) =>
    house.log.write({ side: 'exchange', cmdlet: invocation.cmdlet, parameters: invocation.parameters, outcome, session: session.id });
  if (effects.some(({ kind }) => kind === 'down')) {
    house.sessions.close(ticket);
    log('server-down');
    throw serverDown(session.server);
  }
  const place = { exchange: house.state, directory: house.directory, granted: session.commands };
  const reply = replyOf(() => runCmdlet(place, invocation), effects);
  log(await send(response, reply));
}

/** Returns the outcome for the log. */
async function send(response: ServerResponse, reply: Reply): Promise<string> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8' });
  response.flushHeaders();
  try {
    await pipeline(Readable.from(reply.lines), response, { end: false });
  } catch {
    return 'client-gone';
  }
  if (reply.isCut()) response.destroy();
  else response.end();
  return reply.outcome();
}

async function delay(house: House, effects: readonly FaultEffect[]): Promise<void> {
  const planned = effects.reduce((sum, effect) => sum + (effect.kind === 'latency' ? effect.milliseconds : 0), house.latency);
  if (planned > 0) await wait(planned);
}

function serverDown(server: string): HttpProblem {
  const message = `The client cannot connect to the destination specified in the request (${server}). Verify that the service on the destination is running and is accepting requests.`;
  return new HttpProblem(503, 'server-down', message);
}
