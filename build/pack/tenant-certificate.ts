/** Makes the account certificate of one tenant (P1) out of an order, a certificate file and a private key. Never repeats the key or what OpenSSL says of it. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { exitCodes } from '../../shared/exit-codes.ts';
import { type AccountCertificate, accountCertificateSchema } from '../../shared/setup/account-certificate.ts';
import { Stop } from '../bootstrap/report.mjs';

/** As typed. */
export interface TenantOrder {
  readonly tenant: string;
  readonly client: string;
  readonly cloud: string;
  /** File, PEM or DER. */
  readonly certificate: string;
}

export interface TenantCertificate {
  /** What goes into the file: a secret. */
  readonly content: Buffer;
  readonly tenantId: string;
  /** What may be said of it. */
  readonly about: string;
}

export const orderOptions = {
  tenant: { type: 'string' },
  client: { type: 'string' },
  cloud: { type: 'string' },
  certificate: { type: 'string' },
} as const;
export const orderUsage = '--tenant ID --client ID --cloud global|us-government|us-defense|china --certificate FILE';

/** `pem`: the private key without a passphrase. Throws `Stop` for what set-up or Entra would refuse. */
export function tenantCertificate(order: TenantOrder, pem: string): TenantCertificate {
  const certificate = readCertificate(order.certificate);
  const key = readKey(pem);
  refuseUnfit(certificate, key);
  const account = accountCertificate(order, certificate, key);
  const about = `tenant ${account.tenantId}, certificate ${certificate.fingerprint256}, until ${certificate.validTo}`;
  return { content: Buffer.from(`${JSON.stringify(account, null, 2)}\n`), tenantId: account.tenantId, about };
}

function readKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new Stop('Standard input holds no private key in PEM without a passphrase.', exitCodes.failed);
  }
}

function readCertificate(file: string): X509Certificate {
  try {
    return new X509Certificate(readFileSync(file));
  } catch {
    throw new Stop(`${file} is no certificate in PEM or DER, or cannot be read.`, exitCodes.failed);
  }
}

function refuseUnfit(certificate: X509Certificate, key: KeyObject): void {
  if (!certificate.checkPrivateKey(key)) throw new Stop('The private key does not belong to the certificate.', exitCodes.failed);
  // The engine signs its assertions with RSA and SHA-256, and Entra takes 2048 bits or more.
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa' || bits < 2048) throw new Stop('The key must be RSA with 2048 bits or more.', exitCodes.failed);
  if (Date.parse(certificate.validTo) <= Date.now()) throw new Stop(`The certificate ended on ${certificate.validTo}.`, exitCodes.failed);
}

function accountCertificate(order: TenantOrder, certificate: X509Certificate, key: KeyObject): AccountCertificate {
  const parsed = accountCertificateSchema.safeParse({
    version: 1,
    tenantId: order.tenant,
    clientId: order.client,
    cloud: order.cloud,
    certificate: certificate.toString(),
    privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  });
  if (parsed.success) return parsed.data;
  throw new Stop(`Not accepted: ${parsed.error.issues[0]?.path.join('.')}`, exitCodes.usage);
}
