/** From an error of PowerShell or Exchange to a code of our list. Pure; numbers and names first, English text last (exchange.md 2.5). */
import { type ErrorCode, Failure, type FailureOptions } from '../../../shared/errors.ts';
import type { ErrorRecord } from './schema.ts';

interface Rule {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly retry: NonNullable<FailureOptions['retry']>;
}

const throttled: readonly Rule[] = [
  { pattern: /concurrent shells|load quota|OverBudgetException|ThrottlingRejected/i, code: 'exchange.throttled', retry: 'later' },
];

const whileOpening: readonly Rule[] = [
  ...throttled,
  { pattern: /RedirectException|-2144108135|redirect/i, code: 'exchange.redirect-refused', retry: 'administrator' },
  {
    pattern: /-2144108103|server name cannot be resolved|No such host|cannot find the computer|0x80090322/i,
    code: 'exchange.server-unknown',
    retry: 'other-server',
  },
  {
    pattern: /-2144108477|AccessDenied|Access is denied|LogonFailure|user name or password is incorrect|management roles|0x80070005/i,
    code: 'exchange.access-denied',
    retry: 'administrator',
  },
  {
    pattern: /PSSessionOpenFailed|PSRemotingTransport|cannot connect to the destination/i,
    code: 'exchange.unreachable',
    retry: 'other-server',
  },
];

const whileRunning: readonly Rule[] = [
  ...throttled,
  {
    pattern: /SessionLost|InvalidRunspaceState|PSRemotingTransport|PSSessionStateBroken|session state is (Broken|Closed)/i,
    code: 'exchange.session-lost',
    retry: 'later',
  },
  { pattern: /ManagementObjectNotFound/i, code: 'exchange.not-found', retry: 'never' },
  { pattern: /CmdletAccessDenied|Access is denied/i, code: 'exchange.access-denied', retry: 'administrator' },
  { pattern: /CommandNotFound|NamedParameterNotFound/i, code: 'exchange.command-missing', retry: 'administrator' },
];

export interface ErrorScene {
  readonly server: string;
  readonly isOpening: boolean;
}

/** `exchange.throttled` carries the wait in whole seconds when Exchange tells it. The detail has the request id for the administrator. */
export function classifyError(error: ErrorRecord, scene: ErrorScene): Failure {
  const text = [error.id, error.reason, error.type, error.message].join(' ');
  const rule = (scene.isOpening ? whileOpening : whileRunning).find((candidate) => candidate.pattern.test(text));
  const code = rule?.code ?? (scene.isOpening ? 'exchange.unreachable' : 'exchange.command-failed');
  const wait = code === 'exchange.throttled' ? waitSeconds(error.message) : null;
  const request = error.requestId === '' ? '' : ` (request ${error.requestId})`;
  return new Failure(code, {
    params: { server: scene.server, ...named(code, error.cmdlet), ...(wait === null ? {} : { seconds: wait }) },
    retry: rule?.retry ?? 'later',
    detail: `${error.id}: ${error.message.slice(0, 1000)}${request}`,
  });
}

/** The sentences of these two codes name what could not be run. */
function named(code: ErrorCode, cmdlet: string): Readonly<Record<string, string>> {
  if (code === 'exchange.command-missing') return { commands: cmdlet };
  return code === 'exchange.command-failed' ? { command: cmdlet } : {};
}

/** "… not be approved for at least 12345 milliseconds" */
function waitSeconds(message: string): number | null {
  const found = /at least ([\d.,]+) milliseconds/i.exec(message)?.[1]?.replace(/[.,]/g, '');
  return found === undefined || found === '' ? null : Math.ceil(Number(found) / 1000);
}
