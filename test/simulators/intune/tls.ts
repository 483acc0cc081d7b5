/**
 * Certificates of one rehearsal: an authority that exists only in memory, the server certificate it signs for this machine,
 * and the account certificate with which the connector proves itself. Nothing of it outlives the process.
 */
import 'reflect-metadata';
import { createHash } from 'node:crypto';
import {
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { AccountCertificate } from '../../../shared/setup/account-certificate.ts';

cryptoProvider.set(crypto);

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]), modulusLength: 2048 } as const;
const day = 24 * 60 * 60 * 1000;

export interface TlsIdentity {
  /** PEM of the authority that signed the certificate. */
  readonly authority: string;
  readonly certificate: string;
  readonly privateKey: string;
}

export interface TlsOptions {
  readonly authority?: string;
  /** When the server's certificate is valid; default: around now. */
  readonly validity?: Validity;
  /** The server's names besides localhost. */
  readonly names?: readonly string[];
}

/** A server certificate for localhost and 127.0.0.1, signed by an authority made for it alone. */
export async function createTlsIdentity(options: TlsOptions = {}): Promise<TlsIdentity> {
  const authorityKeys = await crypto.subtle.generateKey(ecdsa, true, ['sign', 'verify']);
  const serverKeys = await crypto.subtle.generateKey(ecdsa, true, ['sign', 'verify']);
  const authority = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${options.authority ?? 'Rehearsal test authority'}`,
    ...validity(),
    keys: authorityKeys,
    signingAlgorithm: ecdsa,
    extensions: [new BasicConstraintsExtension(true, 0, true), new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true)],
  });
  const server = await X509CertificateGenerator.create({
    subject: 'CN=localhost',
    issuer: authority.subject,
    ...(options.validity ?? validity()),
    publicKey: serverKeys.publicKey,
    signingKey: authorityKeys.privateKey,
    signingAlgorithm: ecdsa,
    extensions: [
      new BasicConstraintsExtension(false),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        ...(options.names ?? []).map((value) => ({ type: 'dns' as const, value })),
        { type: 'ip', value: '127.0.0.1' },
      ]),
    ],
  });
  return { authority: pem(authority), certificate: pem(server), privateKey: await privateKeyPem(serverKeys.privateKey) };
}

/** A fresh self-signed RSA-2048 certificate, in the form of the account certificate file. */
export async function createClientCertificate(
  valid: Validity = validity(),
): Promise<Pick<AccountCertificate, 'certificate' | 'privateKey'>> {
  const keys = await crypto.subtle.generateKey(rsa, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Exchange connector rehearsal',
    ...valid,
    keys,
    signingAlgorithm: rsa,
  });
  return { certificate: pem(certificate), privateKey: await privateKeyPem(keys.privateKey) };
}

/** SHA-256 over the certificate itself, as Entra names a registered certificate (`x5t#S256`). */
export function thumbprintOf(certificate: string): string {
  const [der] = PemConverter.decode(certificate);
  if (der === undefined) throw new Error('not a certificate in PEM form');
  return createHash('sha256').update(Buffer.from(der)).digest('base64url');
}

interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

function validity(): Validity {
  const now = Date.now();
  return { notBefore: new Date(now - day), notAfter: new Date(now + 365 * day) };
}

function pem(certificate: X509Certificate): string {
  return certificate.toString('pem');
}

async function privateKeyPem(key: CryptoKey): Promise<string> {
  return PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}
