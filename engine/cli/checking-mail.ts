/** Check `mail-reach` (Q9): is the mailbox for notifications there, and may it use Exchange Web Services? Sends nothing. */
import type { CheckResult } from '../../shared/checks.ts';
import { type AppError, toAppError } from '../../shared/errors.ts';
import { type Fact, textFact } from '../../shared/facts.ts';
import type { Notification } from '../../shared/setup/answers.ts';
import { ConfigurationFile } from '../configuration-file.ts';
import { type Host, notificationMailer } from '../container.ts';
import { call } from '../sync/calls.ts';

export interface MailChecking {
  readonly host: Host;
  readonly notification: Notification;
  readonly password: string | null;
  readonly signal: AbortSignal;
  tell(result: CheckResult): void;
}

const patienceMilliseconds = 120_000;
const required: readonly Fact[] = [{ key: 'mailbox-needed', params: {} }];

export async function checkMail({ host, notification, password, signal, tell }: MailChecking): Promise<void> {
  const fail = (error: AppError) => tell({ id: 'mail-reach', verdict: 'fail', measured: [], required, error });
  if (password === null) {
    fail({ code: 'secret.missing', params: { name: 'notification-password' }, retry: 'administrator' });
    return;
  }
  const mailer = notificationMailer(host, { address: notification.address, password, webServices: await configuredAddress(host) });
  try {
    await call((limit) => mailer.probe(limit), patienceMilliseconds, signal);
    const address = await mailer.locate(signal);
    tell({ id: 'mail-reach', verdict: 'pass', measured: [textFact(address)], required });
  } catch (thrown) {
    fail(toAppError(thrown));
  } finally {
    await mailer.close();
  }
}

/** Null: none, or nothing is installed here. */
async function configuredAddress({ places }: Host): Promise<string | null> {
  const configuration = await new ConfigurationFile(places.configuration).reload().catch(() => null);
  return configuration?.exchangeWebServiceUrl || null;
}
