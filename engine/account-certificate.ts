/** The end of the account certificate. */
import { X509Certificate } from 'node:crypto';
import { Failure } from '../shared/errors.ts';
import type { AccountCertificate } from '../shared/setup/account-certificate.ts';

/** Throws `account-certificate.invalid` for a text that is no certificate. */
export function certificateEnd({ certificate }: Pick<AccountCertificate, 'certificate'>): Date {
  try {
    return new X509Certificate(certificate).validToDate;
  } catch (thrown) {
    throw new Failure('account-certificate.invalid', { detail: thrown instanceof Error ? thrown.name : 'unreadable certificate' });
  }
}
