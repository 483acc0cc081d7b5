/** Reads and deletes the tenant's account certificate that lies beside set-up. Its text is a secret: it goes to the vault and to the engine, nowhere else. */
import { open, readdir, readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { Failure } from '../../shared/errors.ts';
import { type AccountCertificate, accountCertificateSchema } from '../../shared/setup/account-certificate.ts';
import { removeAll } from '../platform/files.ts';

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

/**
 * P3: deletes the file and proves that it is gone: its folder no longer lists it, and it cannot be opened. One that was gone before is
 * fine. Throws `install.file-in-use` or `install.disk` when it is still there.
 */
export async function deleteAccountCertificate(path: string): Promise<void> {
  await removeAll(path);
  if (await isStillThere(path)) throw new Failure('install.file-in-use', { params: { path }, detail: `${path} is still there` });
}

/** Windows keeps a deleted file that somebody has open: it is listed, or opening it fails in another way than not finding it. */
async function isStillThere(path: string): Promise<boolean> {
  const names = await readdir(dirname(path)).catch((thrown: unknown) => {
    if (isNotFound(thrown)) return [];
    throw new Failure('install.disk', { params: { path }, detail: `${dirname(path)} cannot be listed` });
  });
  if (names.some((name) => name.toLowerCase() === basename(path).toLowerCase())) return true;
  try {
    await (await open(path, 'r')).close();
    return true;
  } catch (thrown) {
    return !isNotFound(thrown);
  }
}

function isNotFound(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
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
