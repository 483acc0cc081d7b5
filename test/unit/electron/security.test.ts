import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy, isOwnFile, lockedDown } from '../../../electron/security.ts';

const folder = '/opt/connector/dist/renderer/';

describe('the locked window', () => {
  it('loads files of its own folder only', () => {
    expect(isOwnFile('file:///opt/connector/dist/renderer/assets/index.js', folder)).toBe(true);
  });

  it.each([
    'https://example.com/',
    'http://127.0.0.1/',
    'ws://127.0.0.1/',
    'file:///etc/passwd',
    'file:///opt/connector/dist/renderer-evil/index.js',
    'file:///opt/connector/dist/renderer/../main/main.js',
    'file:///opt/connector/dist/renderer/%2e%2e/main/main.js',
    'file://server/share/opt/connector/dist/renderer/index.js',
    'javascript:alert(1)',
    'blob:file:///x',
    '',
  ])('cancels %s', (address) => {
    expect(isOwnFile(address, folder)).toBe(false);
  });

  it('has a policy that begins with nothing and allows no script but its own', () => {
    expect(contentSecurityPolicy).toMatch(/^default-src 'none';/);
    expect(contentSecurityPolicy).toContain("script-src 'self';");
    expect(contentSecurityPolicy).not.toMatch(/unsafe-eval|https?:|\*/);
  });

  it('is sandboxed and isolated, without Node', () => {
    expect(lockedDown).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    });
  });
});
