/** Proves that the manifest of an engine bundle was signed by the one whom this set-up trusts (Ed25519). */
import { createPublicKey, verify } from 'node:crypto';
import type { BundleManifest } from '../../shared/setup/bundle-manifest.ts';
import type { TrustedSigner } from './trusted-signer.ts';

export interface SignedManifest {
  readonly signedBy: BundleManifest['signedBy'];
  readonly bytes: Buffer;
  readonly signature: Buffer;
  /** What lies in the bundle beside the manifest; counts in a development build only. */
  readonly developmentKey: Buffer | null;
}

/** What is wrong with the signature, in words for the log; null when it is good. */
export function signatureFault(signed: SignedManifest, trusted: TrustedSigner): string | null {
  if (trusted === null) return developmentFault(signed);
  if (signed.signedBy !== 'release') return 'it is signed for development, and this set-up is a release';
  return isSigned(signed, trusted) ? null : 'its signature is not by the release key';
}

function developmentFault(signed: SignedManifest): string | null {
  if (signed.signedBy !== 'development') return 'it is signed for a release, and this set-up is a development build without a release key';
  if (signed.developmentKey === null) return 'its development key is missing';
  return isSigned(signed, signed.developmentKey) ? null : 'its signature is not by the development key beside it';
}

function isSigned({ bytes, signature }: SignedManifest, publicKey: string | Buffer): boolean {
  try {
    const key = createPublicKey({ key: publicKey, format: 'pem', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' && verify(null, bytes, key, signature);
  } catch {
    // No key at all: nothing is proven by it.
    return false;
  }
}
