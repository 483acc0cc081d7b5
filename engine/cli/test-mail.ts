/** `test-mail`: sends one harmless mail from the notification mailbox and tells each stage (B18). Input on standard input, the password included. */
import { assertNever } from '../../shared/assert-never.ts';
import { toAppError } from '../../shared/errors.ts';
import { type ExitName, exitFor } from '../../shared/exit-codes.ts';
import { translator } from '../../shared/i18n/translate.ts';
import type { Language } from '../../shared/setup/answers.ts';
import { type MailLine, mailInputSchema } from '../../shared/setup/engine-verbs.ts';
import { type Host, notificationMailer } from '../container.ts';
import type { Mail, Mailer } from '../ports/mailer.ts';
import { call } from '../sync/calls.ts';
import { wayToMail } from '../way-out.ts';
import { readInput } from './standard-input.ts';
import { harmlessParams, showError, type Terminal } from './terminal.ts';

/** In milliseconds; together within the three minutes that set-up gives this verb. */
const patience = { locate: 70_000, mailbox: 50_000 } as const;

type Tell = (line: MailLine) => void;

export async function runTestMail(host: Host, terminal: Terminal, signal: AbortSignal): Promise<ExitName> {
  const {
    notification,
    notificationPassword: password,
    webServices,
    to,
    language,
    exchangeType: type,
    ...way
  } = await readInput(mailInputSchema);
  const { address } = notification;
  const tell: Tell = (line) => show(terminal, line);
  let mailer: Mailer | null = null;
  try {
    mailer = notificationMailer(host, { address, password, webServices, proxy: await wayToMail({ type, ...way }, host.environment) });
    const mail = testMail({ language, to: to ?? address, from: address, machine: host.machine });
    if (webServices === null) tell({ kind: 'stage', stage: 'autodiscover' });
    await sendThrough(mailer, { mail, tell, signal });
    return 'done';
  } catch (thrown) {
    const error = toAppError(thrown);
    tell({ kind: 'failed', error });
    return exitFor(error.code);
  } finally {
    await mailer?.close();
  }
}

interface Sending {
  readonly mail: Mail;
  readonly tell: Tell;
  readonly signal: AbortSignal;
}

async function sendThrough(mailer: Mailer, { mail, tell, signal }: Sending): Promise<void> {
  const webServices = await call((limit) => mailer.locate(limit), patience.locate, signal);
  tell({ kind: 'stage', stage: 'connect' });
  await call((limit) => mailer.probe(limit), patience.mailbox, signal);
  tell({ kind: 'stage', stage: 'send' });
  await call((limit) => mailer.send(mail, limit), patience.mailbox, signal);
  tell({ kind: 'sent', to: mail.to, webServices });
}

export interface TestMailParts {
  readonly language: Language;
  readonly to: string;
  /** The notification mailbox. */
  readonly from: string;
  /** Name of this computer. */
  readonly machine: string;
}

export function testMail({ language, to, from, machine }: TestMailParts): Mail {
  const say = translator(language);
  const subject = say('mail.test.subject', { machine });
  const paragraphs = [say('mail.test.purpose', { machine, address: from }), say('mail.test.nothing'), say('mail.test.sender')];
  const body = paragraphs.map((paragraph) => `<p>${htmlText(paragraph)}</p>`).join('\n');
  const title = htmlText(subject);
  const head = `<head><meta charset="utf-8"><title>${title}</title></head>`;
  return { to, subject, html: `<!DOCTYPE html>\n<html lang="${language}">${head}<body>\n${body}\n</body></html>` };
}

function htmlText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function show(terminal: Terminal, line: MailLine): void {
  if (terminal.json) {
    terminal.output.line(JSON.stringify(line));
    return;
  }
  switch (line.kind) {
    case 'stage':
      terminal.output.line(terminal.say(`cli.mail.${line.stage}`));
      break;
    case 'sent':
      terminal.output.line(terminal.say('cli.mail.sent', harmlessParams({ to: line.to, webServices: line.webServices })));
      break;
    case 'failed':
      showError(terminal, line.error);
      break;
    default:
      assertNever(line);
  }
}
