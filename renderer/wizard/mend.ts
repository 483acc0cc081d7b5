/** Which page can mend what: for the failed page and for the links beside failed checks. */
import type { CheckId, CheckResult } from '../../shared/checks.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { Page } from './state.ts';

const byCode: Partial<Record<ErrorCode, Page>> = {
  'exchange.unreachable': 'exchange',
  'exchange.server-unknown': 'exchange',
  'exchange.redirect-refused': 'exchange',
  'exchange.version-unsupported': 'exchange',
  'exchange.server-alias': 'exchange',
  'exchange.server-older': 'exchange',
  'answers.invalid': 'exchange',
  'exchange.access-denied': 'account',
  'exchange.command-missing': 'account',
  'secret.missing': 'account',
  'vault.too-large': 'account',
  'mail.autodiscover-failed': 'account',
  'mail.access-denied': 'account',
  'mail.unreachable': 'account',
  'network.name-unknown': 'connection',
  'network.refused': 'connection',
  'network.timeout': 'connection',
  'network.proxy-unreachable': 'connection',
  'network.proxy-credentials': 'connection',
  'network.proxy-refused': 'connection',
  'network.proxy-scheme': 'connection',
  'network.proxy-script': 'connection',
  'network.proxy-of-account': 'connection',
  'network.proxy-settings': 'connection',
  'network.tls-inspected': 'connection',
  'network.captive-page': 'connection',
  'intune.unreachable': 'connection',
  'intune.tls-untrusted': 'connection',
  'intune.sign-in-refused': 'signIn',
  'intune.sign-in-expired': 'signIn',
  'intune.permission-missing': 'signIn',
  'intune.authority-wrong': 'checks',
  'intune.certificate-refused': 'checks',
  'network.clock-wrong': 'server',
  'prerequisite.failed': 'server',
  'powershell.missing': 'server',
  'vault.unavailable': 'server',
  'vault.locked': 'server',
  'install.disk': 'server',
};

export function pageForError(code: ErrorCode): Page {
  return byCode[code] ?? 'review';
}

const byCheck: Partial<Record<CheckId, Page>> = {
  'exchange-reach': 'exchange',
  'exchange-server': 'exchange',
  'exchange-account': 'account',
  'exchange-commands': 'account',
  'network-sign-in': 'connection',
  'network-intune': 'connection',
  'intune-reach': 'connection',
  'mail-reach': 'account',
};

/** What the account certificate itself causes, no page of ours can mend. */
export function pageForCheck({ id, error }: CheckResult): Page | null {
  return error?.code.startsWith('account-certificate.') ? null : (byCheck[id] ?? null);
}

/** Codes of the original product that administrators search for (domain.md 4). */
const knownCodes: Partial<Record<ErrorCode, string>> = {
  'exchange.unreachable': '0x0000001',
  'exchange.access-denied': '0x0000001',
  'intune.unreachable': '0x00000006',
  'connector.exists': '0x0000008',
  'intune.permission-missing': '0x000000b',
};

/** The code to show: ours, with the one of the original product behind it where it had one. */
export function shownCode(code: ErrorCode): string {
  const known = knownCodes[code];
  return known === undefined ? code : `${code} (${known})`;
}
