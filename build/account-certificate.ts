/**
 * `npm run accountcert -- --tenant ID --client ID --cloud NAME --certificate FILE --out FILE`: makes `MicrosoftIntune.accountcert` of one
 * tenant (P1). The private key (PEM) comes on standard input, so that no argument, no environment and no log has it.
 */
import { writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { exitCodes } from '../shared/exit-codes.ts';
import { Stop } from './bootstrap/report.mjs';
import { orderOptions, orderUsage, type TenantOrder, tenantCertificate } from './pack/tenant-certificate.ts';

const usage = `Usage: npm run accountcert -- ${orderUsage} --out FILE < private-key.pem`;

function readOrder(args: string[]): TenantOrder & { readonly out: string } {
  try {
    const options = { ...orderOptions, out: { type: 'string' } } as const;
    const { tenant, client, cloud, certificate, out } = parseArgs({ args, options, strict: true }).values;
    if (tenant && client && cloud && certificate && out) return { tenant, client, cloud, certificate, out };
  } catch {
    // What was typed is not repeated: somebody may have given the key as an argument.
  }
  throw new Stop(usage, exitCodes.usage);
}

/** A file that is there already is left alone: it may be the only copy of another tenant's key. */
function writeNew(file: string, content: Buffer): void {
  try {
    writeFileSync(file, content, { mode: 0o600, flag: 'wx' });
  } catch {
    throw new Stop(`${file} is there already, or cannot be written.`, exitCodes.failed);
  }
}

async function main(): Promise<void> {
  const order = readOrder(process.argv.slice(2));
  const { content, about } = tenantCertificate(order, await text(process.stdin));
  writeNew(order.out, content);
  process.stdout.write(`${order.out}: ${about}\n`);
}

try {
  await main();
} catch (thrown) {
  if (!(thrown instanceof Stop)) throw thrown;
  process.stderr.write(`${thrown.message}\n`);
  process.exitCode = thrown.exitCode;
}
