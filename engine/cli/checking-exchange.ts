/** The Exchange part of the connection test: reached, let in, and with all cmdlets. */
import { type AppError, toAppError } from '../../shared/errors.ts';
import { textFact } from '../../shared/facts.ts';
import { exchangeGateway } from '../container.ts';
import type { MissingRight } from '../domain/exchange.ts';
import { serverConcerns } from '../domain/exchange-servers.ts';
import type { ExchangeFacts } from '../ports/exchange-gateway.ts';
import { call, patience } from '../sync/calls.ts';
import { type Checking, fail, pass, required, unknown, warn } from './check-results.ts';

export async function checkExchange(checking: Checking): Promise<ExchangeFacts | null> {
  const { host, input, log } = checking;
  const gateway = exchangeGateway(host, input.exchange, log);
  try {
    const credentials = { user: input.exchange.user, password: input.exchangePassword };
    const facts = await call((limit) => gateway.connect(credentials, limit), patience.connect, checking.signal);
    pass(checking, 'exchange-reach', [textFact(facts.server), { key: 'exchange-version', params: { version: numberOf(facts.version) } }]);
    tellServer(checking, facts);
    pass(checking, 'exchange-account', [textFact(input.exchange.user)]);
    tellCommands(checking, facts);
    return facts;
  } catch (thrown) {
    tellExchangeFailure(checking, toAppError(thrown));
    return null;
  } finally {
    await gateway.close();
  }
}

/** Exchange says "Version 15.2 (Build 1118.7)", in English everywhere. */
function numberOf(version: string): string {
  return version.replace(/^Version /, '');
}

/** Q7. A hosted address stands for whatever is behind it; where Exchange lists no server, nobody can compare. */
function tellServer(checking: Checking, facts: ExchangeFacts): void {
  const { servers } = facts;
  const { type, server: configured } = checking.input.exchange;
  if (type === 'hosted') return;
  if (servers.length === 0) unknown(checking, 'exchange-server');
  else tellConcern(checking, configured, facts);
}

function tellConcern(checking: Checking, configured: string, { server, servers, version }: ExchangeFacts): void {
  const measured = [textFact(server), { key: 'exchange-version', params: { version: numberOf(version) } }] as const;
  const [concern] = serverConcerns(configured, servers);
  if (concern === undefined) {
    pass(checking, 'exchange-server', measured);
    return;
  }
  const params = { server: configured, ...(concern.kind === 'older' ? { newest: concern.newest } : {}) };
  warn(checking, 'exchange-server', { code: `exchange.server-${concern.kind}`, params, retry: 'administrator' }, measured);
}

/** What is missing is told in full, with the script that cures it; only what a synchronization cannot do without fails the check. */
function tellCommands(checking: Checking, { missingCommands, missingRights, roleScript }: ExchangeFacts): void {
  if (roleScript === null) {
    pass(checking, 'exchange-commands', required['exchange-commands']);
    return;
  }
  const commands = missingRights.map(spelled).join(', ');
  const measured = [{ key: 'cmdlets-missing', params: { commands } }] as const;
  const error = { code: 'exchange.command-missing', params: { commands }, retry: 'administrator', detail: roleScript } as const;
  if (missingCommands.length === 0) warn(checking, 'exchange-commands', error, measured);
  else fail(checking, 'exchange-commands', error, measured);
}

function spelled({ cmdlet, parameters }: MissingRight): string {
  return [cmdlet, ...parameters.map((parameter) => `-${parameter}`)].join(' ');
}

/** A refused account was reached; what cannot be known any more is said to be so. */
function tellExchangeFailure(checking: Checking, error: AppError): void {
  if (error.code === 'exchange.access-denied') {
    pass(checking, 'exchange-reach', [textFact(checking.input.exchange.server)]);
    fail(checking, 'exchange-account', error);
  } else {
    fail(checking, 'exchange-reach', error);
    unknown(checking, 'exchange-account');
  }
  unknown(checking, 'exchange-server');
  unknown(checking, 'exchange-commands');
}
