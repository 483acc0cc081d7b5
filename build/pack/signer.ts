/**
 * The Ed25519 key that signs what we deliver. A release key comes from outside: EXCHANGE_CONNECTOR_SIGNING_KEY names its file (PKCS#8, PEM,
 * readable by its owner only). Otherwise it is this checkout's development key, made on first use in .cache, and everything signed says so.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Stop } from '../bootstrap/report.mjs';
import { cache } from '../bootstrap/stamps.mjs';

export interface Signer {
  readonly signedBy: 'development' | 'release';
  /** PEM (SPKI). */
  readonly publicKey: string;
  sign(bytes: Buffer): Buffer;
}

export const signingKeyVariable = 'EXCHANGE_CONNECTOR_SIGNING_KEY';

/** The release key when the environment names one, else the development key. Throws `Stop` for a file that is not such a key, or that others can read. */
export function signerFor(environment: NodeJS.ProcessEnv): Signer {
  const file = environment[signingKeyVariable];
  return file === undefined || file === '' ? developmentSigner() : releaseSigner(file);
}

export function releaseSigner(file: string): Signer {
  return signerOf('release', readKey(file, `${signingKeyVariable} names ${file}`));
}

/** The key is made when there is none yet; of two at once the first wins. */
export function developmentSigner(folder = cache): Signer {
  const file = join(folder, 'development-signing-key.pem');
  mkdirSync(dirname(file), { recursive: true });
  try {
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown;
  }
  return signerOf('development', readKey(file, file));
}

function signerOf(signedBy: Signer['signedBy'], key: KeyObject): Signer {
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
  return { signedBy, publicKey, sign: (bytes) => sign(null, bytes, key) };
}

/** What OpenSSL says about a bad key is not repeated: it may quote the key. */
function readKey(file: string, name: string): KeyObject {
  const text = readOwnFile(file, name);
  let key: KeyObject;
  try {
    key = createPrivateKey(text);
  } catch {
    throw new Stop(`${name}: no private key in PEM without a passphrase.`, 1);
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new Stop(`${name}: a key for ${key.asymmetricKeyType}, not for ed25519.`, 1);
  return key;
}

function readOwnFile(file: string, name: string): Buffer {
  const state = statSync(file, { throwIfNoEntry: false });
  if (state?.isFile() !== true) throw new Stop(`${name}: no such file.`, 1);
  if (process.platform !== 'win32' && (state.mode & 0o077) !== 0) throw new Stop(`${name}: others can read it. chmod 600 it first.`, 1);
  return readFileSync(file);
}
