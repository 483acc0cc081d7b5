/**
 * `npm run accountcert -- --tenant ID --client ID --cloud NAME --certificate FILE --out FILE`: makes `MicrosoftIntune.accountcert` of one
 * tenant (P1). The private key (PEM) comes on standard input, so that no argument, no environment and no log has it.
 */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { exitCodes } from '../shared/exit-codes.ts';
import { type AccountCertificate, accountCertificateSchema } from '../shared/setup/account-certificate.ts';
import { Stop } from './bootstrap/report.mjs';

const usage =
  'Usage: npm run accountcert -- --tenant ID --client ID --cloud global|us-government|us-defense|china --certificate FILE --out FILE < private-key.pem';
const options = {
  tenant: { type: 'string' },
  client: { type: 'string' },
  cloud: { type: 'string' },
  certificate: { type: 'string' },
  out: { type: 'string' },
} as const;

interface Order {
  readonly tenant: string;
  readonly client: string;
  readonly cloud: string;
  readonly certificate: string;
  readonly out: string;
}

function readOrder(args: string[]): Order {
  try {
    const { tenant, client, cloud, certificate, out } = parseArgs({ args, options, strict: true }).values;
    if (tenant && client && cloud && certificate && out) return { tenant, client, cloud, certificate, out };
  } catch {
    // What was typed is not repeated: somebody may have given the key as an argument.
  }
  throw new Stop(usage, exitCodes.usage);
}

/** Neither the key nor what OpenSSL says of it is repeated in a refusal. */
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

function accountCertificate(order: Order, certificate: X509Certificate, key: KeyObject): AccountCertificate {
  const parsed = accountCertificateSchema.safeParse({
    version: 1,
    tenantId: order.tenant,
    clientId: order.client,
    cloud: order.cloud,
    certificate: certificate.toString(),
    privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  });
  if (parsed.success) return parsed.data;
  throw new Stop(`Not accepted: ${parsed.error.issues[0]?.path.join('.')}.\n${usage}`, exitCodes.usage);
}

/** A file that is there already is left alone: it may be the only copy of another tenant's key. */
function writeNew(file: string, content: AccountCertificate): void {
  try {
    writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  } catch {
    throw new Stop(`${file} is there already, or cannot be written.`, exitCodes.failed);
  }
}

async function main(): Promise<void> {
  const order = readOrder(process.argv.slice(2));
  const certificate = readCertificate(order.certificate);
  const key = readKey(await text(process.stdin));
  refuseUnfit(certificate, key);
  writeNew(order.out, accountCertificate(order, certificate, key));
  process.stdout.write(`${order.out}: tenant ${order.tenant}, certificate ${certificate.fingerprint256}, until ${certificate.validTo}\n`);
}

try {
  await main();
} catch (thrown) {
  if (!(thrown instanceof Stop)) throw thrown;
  process.stderr.write(`${thrown.message}\n`);
  process.exitCode = thrown.exitCode;
}
