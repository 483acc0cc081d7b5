/**
 * From an error of PowerShell or Exchange to a code of our list. Pure; numbers and names first, since they are the same in every
 * language, then English text, then Dutch (exchange.md 2.5).
 */
import { type ErrorCode, Failure, type FailureOptions } from '../../../shared/errors.ts';
import type { Reply } from './frames.ts';
import { type ErrorRecord, errorOf } from './schema.ts';

type Retry = NonNullable<FailureOptions['retry']>;
type Rule = readonly [pattern: RegExp, code: ErrorCode, retry: Retry];

const throttled: readonly Rule[] = [
  [/-2144108123|OverBudgetException|ThrottlingRejected/, 'exchange.throttled', 'later'],
  [/concurrent shells|load quota|aantal gelijktijdige shells|belastingsquotum/i, 'exchange.throttled', 'later'],
];

const opening: readonly Rule[] = [
  ...throttled,
  [/-2144108135|RedirectException/, 'exchange.redirect-refused', 'administrator'],
  [/-2144108103/, 'exchange.server-unknown', 'other-server'],
  [/0x80090311|0x80090322|0x80090324|-2144108387|KRB_AP_ERR_SKEW/i, 'exchange.kerberos-failed', 'administrator'],
  [/\b12(037|038|044|045|057|169|170|175|179)\b|0x8009(0325|0326|2013)/i, 'exchange.certificate-untrusted', 'administrator'],
  [/-2144108322/, 'exchange.authentication-unsupported', 'administrator'],
  // PowerShell refuses the form of the user name before anybody is asked.
  [/^PSArgumentException\b/, 'exchange.access-denied', 'administrator'],
  [/-2144108477|AccessDenied|LogonFailure|0x80070005|0x8007052e/i, 'exchange.access-denied', 'administrator'],
  [/management roles|Access is denied|user name or password is incorrect|Toegang geweigerd/i, 'exchange.access-denied', 'administrator'],
  [/server name cannot be resolved|No such host|cannot find the computer|servernaam kan niet/i, 'exchange.server-unknown', 'other-server'],
  [/PSSessionOpenFailed|PSRemotingTransport|cannot connect to the destination/i, 'exchange.unreachable', 'other-server'],
];

const running: readonly Rule[] = [
  ...throttled,
  [/SessionLost|InvalidRunspaceState|PSRemotingTransport|PSSessionStateBroken/, 'exchange.session-lost', 'later'],
  [/ManagementObjectNotFound/i, 'exchange.not-found', 'never'],
  [/ManagementObjectAmbiguous/i, 'exchange.ambiguous', 'administrator'],
  [/ADTransientException|ADServerNotAvailable|DomainControllerNotFound/i, 'exchange.directory-unavailable', 'other-server'],
  [/CmdletAccessDenied/i, 'exchange.access-denied', 'administrator'],
  [/CommandNotFound|NamedParameterNotFound/i, 'exchange.command-missing', 'administrator'],
  [/session state is (Broken|Closed)/i, 'exchange.session-lost', 'later'],
  [/server is not operational|server is niet operationeel/i, 'exchange.directory-unavailable', 'other-server'],
  [/Access is denied|Toegang geweigerd/i, 'exchange.access-denied', 'administrator'],
];

export interface ErrorScene {
  readonly server: string;
  readonly isOpening: boolean;
}

/** Of a reply that failed. */
export function failureOf(reply: Reply, scene: ErrorScene): Failure {
  const error = errorOf(reply);
  if (error === null) return new Failure('exchange.reply-invalid', { retry: 'later', detail: 'A failed reply tells no error.' });
  return classifyError(error, scene);
}

/** `exchange.throttled` carries the wait in whole seconds when Exchange tells it. The detail has the request id for the administrator. */
export function classifyError(error: ErrorRecord, scene: ErrorScene): Failure {
  const text = [error.id, error.reason, error.type, error.message].join(' ');
  const [, code, retry] = (scene.isOpening ? opening : running).find(([pattern]) => pattern.test(text)) ?? otherwise(scene);
  const wait = code === 'exchange.throttled' ? waitSeconds(error.message) : null;
  const request = error.requestId === '' ? '' : ` (request ${error.requestId})`;
  return new Failure(code, {
    params: { server: scene.server, ...named(code, error.cmdlet), ...(wait === null ? {} : { seconds: wait }) },
    retry,
    detail: `${error.id}: ${error.message.slice(0, 1000)}${request}`,
  });
}

function otherwise({ isOpening }: ErrorScene): Rule {
  return isOpening ? [/(?:)/, 'exchange.unreachable', 'other-server'] : [/(?:)/, 'exchange.command-failed', 'later'];
}

/** The sentences of these codes name what could not be run. */
function named(code: ErrorCode, cmdlet: string): Readonly<Record<string, string>> {
  if (code === 'exchange.command-missing') return { commands: cmdlet };
  return code === 'exchange.command-failed' || code === 'exchange.ambiguous' ? { command: cmdlet } : {};
}

/** "… not be approved for at least 12345 milliseconds": the last number before the unit, whatever groups its digits. */
function waitSeconds(message: string): number | null {
  const found = /(\d[\d.,]*)\s*(?:milliseconds?|milliseconden|msecs?|ms)\b/i.exec(message)?.[1]?.replace(/\D/g, '');
  return found === undefined || found === '' ? null : Math.ceil(Number(found) / 1000);
}
