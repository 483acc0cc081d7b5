/**
 * `npm run download -- --tenant ID --client ID --cloud NAME --certificate FILE --out FILE`: the download of one tenant (P1) out of what
 * `npm run pack` made. The private key (PEM) comes on standard input, so that no argument, no environment and no log has it.
 */
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { exitCodes } from '../shared/exit-codes.ts';
import { Stop } from './bootstrap/report.mjs';
import { makeDownload } from './pack/download.ts';
import { releasedFolder } from './pack/set-up-folder.ts';
import { signerFor } from './pack/signer.ts';
import { orderOptions, orderUsage, type TenantOrder, tenantCertificate } from './pack/tenant-certificate.ts';

const usage = `Usage: npm run download -- ${orderUsage} --out FILE [--platform win32-x64|linux-x64] [--folder FOLDER] < private-key.pem`;

interface DownloadOrder extends TenantOrder {
  readonly out: string;
  /** The packed folder. */
  readonly folder: string;
}

function readOrder(args: string[]): DownloadOrder {
  try {
    const more = { out: { type: 'string' }, platform: { type: 'string', default: 'win32-x64' }, folder: { type: 'string' } } as const;
    const { tenant, client, cloud, certificate, out, platform, folder } = parseArgs({
      args,
      options: { ...orderOptions, ...more },
      strict: true,
    }).values;
    const isKnown = platform === 'win32-x64' || platform === 'linux-x64';
    if (tenant && client && cloud && certificate && out && isKnown)
      return { tenant, client, cloud, certificate, out, folder: folder ?? releasedFolder(platform) };
  } catch {
    // What was typed is not repeated: somebody may have given the key as an argument.
  }
  throw new Stop(usage, exitCodes.usage);
}

async function main(): Promise<void> {
  const order = readOrder(process.argv.slice(2));
  const certificate = tenantCertificate(order, await text(process.stdin));
  const signer = signerFor(process.env);
  const size = await makeDownload({ folder: order.folder, certificate, signer, out: order.out });
  process.stdout.write(`${order.out}: ${(size / 1e6).toFixed(1)} MB, ${certificate.about}\n`);
  process.stdout.write(
    signer.signedBy === 'release' ? 'Signed with the release key.\n' : 'Signed with the DEVELOPMENT key: a release of set-up refuses it.\n',
  );
}

try {
  await main();
} catch (thrown) {
  if (!(thrown instanceof Stop)) throw thrown;
  process.stderr.write(`${thrown.message}\n`);
  process.exitCode = thrown.exitCode;
}
