/** `check` and `sign-in`: what set-up asks of the staged engine before anything is installed. Input on standard input, secrets included. */
import type { z } from 'zod';
import { assertNever } from '../../shared/assert-never.ts';
import type { CheckResult } from '../../shared/checks.ts';
import { toAppError } from '../../shared/errors.ts';
import { type ExitName, exitFor } from '../../shared/exit-codes.ts';
import { factsSentence } from '../../shared/facts.ts';
import { checkInputSchema, type SignInLine, signInInputSchema } from '../../shared/setup/engine-verbs.ts';
import { signIn } from '../adapters/intune-graph/sign-in.ts';
import type { Host } from '../container.ts';
import { parseAccountCertificate } from '../secrets.ts';
import { proxyAccess } from '../way-out.ts';
import { checkConnection } from './checking.ts';
import { signInPage } from './sign-in-page.ts';
import { readInput, silent } from './standard-input.ts';
import { harmlessParams, showError, type Terminal } from './terminal.ts';

export async function runCheck(host: Host, terminal: Terminal, signal: AbortSignal): Promise<ExitName> {
  const input = await readInput(checkInputSchema);
  let failed = false;
  const tell = (result: CheckResult) => {
    failed ||= result.verdict === 'fail';
    showCheck(terminal, result);
  };
  const finished = await checkConnection({ host, input, log: silent, signal, tell });
  if (terminal.json) terminal.output.line(JSON.stringify(finished));
  if (signal.aborted) return 'cancelled';
  return failed ? 'prerequisite' : 'done';
}

export async function runSignIn(host: Host, terminal: Terminal, signal: AbortSignal): Promise<ExitName> {
  const input = await readInput(signInInputSchema);
  let exit: ExitName = 'failed';
  for await (const line of signInLines(host, input, signal)) {
    showSignIn(terminal, line);
    exit = exitOf(line);
  }
  return exit;
}

async function* signInLines(
  { clock, environment }: Host,
  { accountCertificate, method, ...network }: z.output<typeof signInInputSchema>,
  signal: AbortSignal,
): AsyncIterable<SignInLine> {
  try {
    const certificate = parseAccountCertificate(accountCertificate);
    const proxy = await proxyAccess(network.proxy, network.proxyPassword, environment);
    yield* signIn({ certificate, proxy, method, clock, page: signInPage }, signal);
  } catch (thrown) {
    yield { kind: 'failed', error: toAppError(thrown) };
  }
}

function exitOf(line: SignInLine): ExitName {
  if (line.kind === 'signed-in') return 'done';
  return line.kind === 'failed' ? exitFor(line.error.code) : 'failed';
}

function showCheck(terminal: Terminal, result: CheckResult): void {
  if (terminal.json) terminal.output.line(JSON.stringify({ kind: 'check', result }));
  else sayCheck(terminal, result);
}

function sayCheck(terminal: Terminal, result: CheckResult): void {
  const { output, say } = terminal;
  const verdict = say(`verdict.${result.verdict}`);
  const title = say(`check.${result.id}.title`);
  const measured = factsSentence(say, result.measured, harmlessParams);
  output.line(say(measured === '' ? 'cli.check.bare' : 'cli.check.line', { title, verdict, measured }));
  if (result.error !== undefined) showError(terminal, result.error);
}

function showSignIn(terminal: Terminal, line: SignInLine): void {
  if (terminal.json) terminal.output.line(JSON.stringify(line));
  else saySignIn(terminal, line);
}

function saySignIn(terminal: Terminal, line: SignInLine): void {
  const { output, say } = terminal;
  switch (line.kind) {
    case 'code':
      output.line(say('cli.sign-in.code', { verificationUri: line.verificationUri, userCode: line.userCode }));
      break;
    case 'browser':
      output.line(say('cli.sign-in.browser', { address: line.address }));
      break;
    case 'signed-in':
      output.line(
        say('cli.sign-in.done', harmlessParams({ tenantName: line.tenant.tenantName, administrator: line.tenant.administrator })),
      );
      break;
    case 'failed':
      showError(terminal, line.error);
      break;
    default:
      assertNever(line);
  }
}
