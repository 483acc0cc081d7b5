import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressOf,
  defaultSettings,
  redirectedAddress,
  sessionChoices,
} from '../../../../../engine/adapters/exchange-powershell/session-choices.ts';

const hosted = { ...defaultSettings, redirectSuffixes: ['outlook.example'] };

describe('what New-PSSession is told', () => {
  it.each([
    ['on-premises', null, null, 'http://cas1.contoso.test/PowerShell/'],
    ['on-premises', 'Negotiate', null, 'https://cas1.contoso.test/PowerShell/'],
    ['on-premises', 'Basic', '/Own/', 'https://cas1.contoso.test/Own/'],
    ['hosted', null, null, 'https://cas1.contoso.test/powershell-liveid/'],
    ['dedicated', 'Kerberos', null, 'https://cas1.contoso.test/powershell-liveid/'],
  ] as const)('%s with the authentication %s and the path %s is asked at its address', (type, authentication, path, address) => {
    expect(addressOf({ type, server: 'cas1.contoso.test' }, { ...defaultSettings, authentication, path })).toBe(address);
  });

  it('goes past every proxy unless one of Windows is named, and speaks English', () => {
    expect(sessionChoices('on-premises', 'http://cas1/PowerShell/', defaultSettings)).toEqual(
      expect.arrayContaining([
        'session.Authentication=Kerberos',
        'session.ConnectionUri=http://cas1/PowerShell/',
        'option.ProxyAccessType=NoProxyServer',
        'option.Culture=en-US',
        'option.UICulture=en-US',
      ]),
    );
    expect(sessionChoices('hosted', 'https://h/', { ...defaultSettings, proxyAccess: 'WinHttpConfig' })).toContain(
      'option.ProxyAccessType=WinHttpConfig',
    );
  });

  it('tells how to sign in to a proxy only where there is one, and never so that what is shown can be used again', () => {
    const told = (proxyAccess: 'NoProxyServer' | 'WinHttpConfig' | null) =>
      sessionChoices('hosted', 'https://h/', { ...defaultSettings, proxyAccess }).filter((choice) => choice.startsWith('option.ProxyAuth'));

    expect([told(null), told('NoProxyServer'), told('WinHttpConfig')]).toEqual([[], [], ['option.ProxyAuthentication=Negotiate']]);
  });

  it('never skips a check of the certificate and never lets PowerShell follow a redirection', () => {
    for (const type of ['on-premises', 'hosted', 'dedicated'] as const) {
      expect(sessionChoices(type, 'https://h/', hosted).join('\n')).not.toMatch(/Skip|AllowRedirection/i);
    }
  });
});

describe('a server that sends us on', () => {
  it.each(['https://outlook.example/powershell/', 'https://eu.OUTLOOK.example/p', 'https://a.b.outlook.example:444/p'])(
    'is followed to %s',
    (location) => {
      expect(redirectedAddress('hosted', location, hosted)).toBe(new URL(location).href);
    },
  );

  it.each([
    'http://eu.outlook.example/powershell/',
    'https://outlook.example.evil.test/',
    'https://eviloutlook.example/',
    'https://evil.test/?outlook.example',
    'https://evil.test#.outlook.example',
    'https://outlook.example@evil.test/',
    'https://user@eu.outlook.example/',
    'javascript:alert(1)',
    'nonsense',
    '',
  ])('is not followed to "%s"', (location) => {
    expect(() => redirectedAddress('hosted', location, hosted)).toThrow('exchange.redirect-refused');
  });

  it('is never followed inside, nor where no name is allowed', () => {
    expect(() => redirectedAddress('on-premises', 'https://eu.outlook.example/', hosted)).toThrow('exchange.redirect-refused');
    expect(() => redirectedAddress('hosted', 'https://eu.outlook.example/', defaultSettings)).toThrow('exchange.redirect-refused');
  });

  it('leads nowhere but below an allowed name, whatever it says', () => {
    const pieces = ['https://', 'http://', 'outlook.example', 'evil.test', 'x', '.', '@', '#', '/', '?', ':', '\\', '%2e', '\u3002', ' '];
    const address = fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(address, (location) => {
        try {
          const { hostname, protocol } = new URL(redirectedAddress('hosted', location, hosted));
          expect(protocol).toBe('https:');
          expect(hostname).toMatch(/(^|\.)outlook\.example$/);
        } catch (thrown) {
          expect(String(thrown)).toContain('exchange.redirect-refused');
        }
      }),
    );
  });
});
