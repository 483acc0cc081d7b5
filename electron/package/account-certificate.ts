/** Reads the tenant's account certificate that lies beside set-up. Its text is a secret: it goes to the vault and to the engine, nowhere else. */
import { readFile } from 'node:fs/promises';
import { Failure } from '../../shared/errors.ts';
import { type AccountCertificate, accountCertificateSchema } from '../../shared/setup/account-certificate.ts';

export const accountCertificateFileName = 'MicrosoftIntune.accountcert';

export interface LoadedCertificate {
  readonly text: string;
  readonly certificate: AccountCertificate;
}

/** Characters that fit into one message of the control channel. */
const sizeLimit = 16_384;

/** Throws `account-certificate.missing` or `account-certificate.invalid`, naming the first wrong field and never its value. */
export async function readAccountCertificate(path: string): Promise<LoadedCertificate> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Failure('account-certificate.missing', { params: { path } });
  });
  if (text.length > sizeLimit) throw invalid(path, 'larger than an account certificate');
  const parsed = accountCertificateSchema.safeParse(json(path, text));
  if (parsed.success) return { text, certificate: parsed.data };
  throw invalid(path, parsed.error.issues[0]?.path.join('.') || 'unknown or missing fields');
}

function json(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, and the text holds the private key.
    throw invalid(path, 'not JSON');
  }
}

function invalid(path: string, detail: string): Failure {
  return new Failure('account-certificate.invalid', { params: { path }, detail });
}
