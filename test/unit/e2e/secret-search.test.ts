import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { filesBelow, searchBytes, searchFiles } from '../../e2e/secret-search.ts';

const folder = mkdtempSync(join(tmpdir(), 'ec-leak-'));
const secrets = { password: `${randomBytes(15).toString('base64url')}"&ü` };

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the search for leaked secrets is red when there is a leak (I3)', () => {
  const leaks: readonly (readonly [string, string | Buffer])[] = [
    ['as it is', `Password: ${secrets.password}`],
    ['in JSON', JSON.stringify({ value: secrets.password })],
    ['in a URL', `https://localhost/?p=${encodeURIComponent(secrets.password)}`],
    ['in base64, at any offset', Buffer.from(`x:${secrets.password}:y`).toString('base64')],
    ['in UTF-16', Buffer.from(`pw=${secrets.password}`, 'utf16le')],
    ['in base64 of UTF-16', Buffer.from(`p${secrets.password}!`, 'utf16le').toString('base64')],
    ['in hex', Buffer.from(secrets.password).toString('hex')],
  ];

  it.each(leaks)('finds it %s', (_spelling, content) => {
    const found = searchBytes(Buffer.from(content), 'here', secrets);

    expect(found.map((finding) => finding.secret)).toContain('password');
  });

  it('finds it in a file below a folder, and names the file', () => {
    writeFileSync(join(folder, 'connector.log'), `opened with ${secrets.password}`);

    const found = searchFiles(filesBelow(folder), secrets);

    expect(found.map((finding) => finding.where)).toContain(join(folder, 'connector.log'));
  });

  it('finds nothing where there is nothing', () => {
    expect(searchBytes(Buffer.from('an ordinary line'), 'here', secrets)).toEqual([]);
  });
});
