/** Check `mail-reach` (Q9): is the mailbox for notifications there, and may it use Exchange Web Services? Sends nothing. */
import type { CheckResult } from '../../shared/checks.ts';
import { type AppError, toAppError } from '../../shared/errors.ts';
import { type Fact, textFact } from '../../shared/facts.ts';
import type { Notification } from '../../shared/setup/answers.ts';
import { ConfigurationFile } from '../configuration-file.ts';
import { type Host, notificationMailer } from '../container.ts';
import { call } from '../sync/calls.ts';
import { type MailWay, wayToMail } from '../way-out.ts';

export interface MailChecking {
  readonly host: Host;
  readonly notification: Notification;
  readonly password: string | null;
  readonly way: MailWay;
  readonly signal: AbortSignal;
  tell(result: CheckResult): void;
}

const patienceMilliseconds = 120_000;
const required: readonly Fact[] = [{ key: 'mailbox-needed', params: {} }];

export async function checkMail(checking: MailChecking): Promise<void> {
  const { password, tell } = checking;
  const fail = (error: AppError) => tell({ id: 'mail-reach', verdict: 'fail', measured: [], required, error });
  if (password === null) {
    fail({ code: 'secret.missing', params: { name: 'notification-password' }, retry: 'administrator' });
    return;
  }
  try {
    tell({ id: 'mail-reach', verdict: 'pass', measured: [textFact(await reached(checking, password))], required });
  } catch (thrown) {
    fail(toAppError(thrown));
  }
}

/** The address of the mailbox's service. Throws a Failure. */
async function reached({ host, notification: { address }, way, signal }: MailChecking, password: string): Promise<string> {
  const proxy = await wayToMail(way, host.environment);
  const mailer = notificationMailer(host, { address, password, webServices: await configuredAddress(host), proxy });
  try {
    await call((limit) => mailer.probe(limit), patienceMilliseconds, signal);
    return await mailer.locate(signal);
  } finally {
    await mailer.close();
  }
}

/** Null: none, or nothing is installed here. */
async function configuredAddress({ places }: Host): Promise<string | null> {
  const configuration = await new ConfigurationFile(places.configuration).reload().catch(() => null);
  return configuration?.exchangeWebServiceUrl || null;
}
