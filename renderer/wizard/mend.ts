/** Which page can mend what: for the failed page and for the links beside failed checks. */
import type { CheckId } from '../../shared/checks.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { Page } from './state.ts';

const byCode: Partial<Record<ErrorCode, Page>> = {
  'exchange.unreachable': 'exchange',
  'exchange.server-unknown': 'exchange',
  'exchange.redirect-refused': 'exchange',
  'exchange.version-unsupported': 'exchange',
  'answers.invalid': 'exchange',
  'exchange.access-denied': 'account',
  'exchange.command-missing': 'account',
  'secret.missing': 'account',
  'vault.too-large': 'account',
  'intune.sign-in-refused': 'signIn',
  'intune.sign-in-expired': 'signIn',
  'intune.permission-missing': 'signIn',
  'intune.unreachable': 'checks',
  'intune.tls-untrusted': 'checks',
  'intune.authority-wrong': 'checks',
  'intune.certificate-refused': 'checks',
  'prerequisite.failed': 'checks',
  'powershell.missing': 'checks',
  'vault.unavailable': 'checks',
  'vault.locked': 'checks',
  'install.disk': 'checks',
};

export function pageForError(code: ErrorCode): Page {
  return byCode[code] ?? 'connect';
}

const byCheck: Partial<Record<CheckId, Page>> = {
  'exchange-reach': 'exchange',
  'exchange-account': 'account',
};

export function pageForCheck(check: CheckId): Page | null {
  return byCheck[check] ?? null;
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
