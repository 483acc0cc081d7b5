/** The system's proxy settings as they stand in the world: on Windows in the two texts that it keeps, elsewhere in two variables. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proxyOfEnvironment, proxyOfWindows, type WindowsProxySettings } from '../../../../../engine/adapters/http/system-proxy.ts';
import { Failure } from '../../../../../shared/errors.ts';

const noAccount = { fixed: null, script: null };
const nothing: WindowsProxySettings = { machine: null, account: noAccount, isAccountMachineWide: false };
const machine = (proxy: string, bypass = ''): WindowsProxySettings => ({ ...nothing, machine: { proxy, bypass } });

const target = (address: string) => new URL(address);
const straight = (settings: WindowsProxySettings, address: string) => proxyOfWindows(settings)?.isStraight?.(target(address));

/** Null, the address, or code and setting of the failure. */
function outcome(work: () => ReturnType<typeof proxyOfWindows>): unknown {
  try {
    const access = work();
    return access === null ? null : `${access.server}:${access.port}`;
  } catch (thrown) {
    return thrown instanceof Failure ? [thrown.error.code, thrown.error.params['setting']] : thrown;
  }
}

describe("Windows' proxy for the whole computer", () => {
  it.each([
    ['one for everything', 'proxy.contoso.test:8080', 'proxy.contoso.test:8080'],
    ['written as an address', 'http://proxy.contoso.test:3128/', 'proxy.contoso.test:3128'],
    ['without a port', 'proxy', 'proxy:80'],
    ['one for each protocol', 'http=a:80;https=b:8443;ftp=c:21;socks=d:1080', 'b:8443'],
    ['one for each protocol, spaces between', 'HTTP=a:80 HTTPS=http://b:8443', 'b:8443'],
    ['for http only: https goes straight', 'http=a:80', null],
    ['SOCKS only', 'socks=d:1080', ['network.proxy-settings', 'SOCKS']],
    ['no port', 'proxy:http', ['network.proxy-settings', 'proxy:http']],
    ['a port that there is not', 'proxy:70000', ['network.proxy-settings', 'proxy:70000']],
    ['an IPv6 address, which the connector does not take', '[fd00::1]:8080', ['network.proxy-settings', '[fd00::1]:8080']],
  ])('%s', (_, proxy, expected) => {
    expect(outcome(() => proxyOfWindows(machine(proxy)))).toEqual(expected);
  });

  it('none: straight', () => {
    expect(proxyOfWindows(nothing)).toBe(null);
  });

  it('goes before the Internet settings of the account, their script included', () => {
    const account = { fixed: { proxy: 'mine:1', bypass: '' }, script: 'http://wpad/wpad.dat' };
    expect(outcome(() => proxyOfWindows({ ...machine('ours:8080'), account }))).toBe('ours:8080');
  });

  it.each([
    ['https://login.microsoftonline.com', '*.microsoftonline.com;<local>', true],
    ['https://login.microsoftonline.com', 'login.microsoftonline.com', true],
    ['https://LOGIN.microsoftonline.com', 'login.MICROSOFTONLINE.com', true],
    ['https://login.microsoftonline.com', 'microsoftonline.com', false],
    ['https://login.microsoftonline.com', '<local>', false],
    ['https://intranet', '*.contoso.test <local>', true],
    ['https://a.contoso.test:8443', 'a.contoso.test:8443', true],
    ['https://a.contoso.test', 'a.contoso.test:8443', false],
    ['https://a.contoso.test', 'https://*.contoso.test', true],
    ['https://a.contoso.test', 'http://*.contoso.test', false],
    ['https://10.1.2.3', '10.*;192.168.*', true],
    ['https://a.contosoxtest', 'a.contoso.test', false],
    ['https://a.contoso.test', '', false],
  ])('%s with the exceptions "%s": straight is %s', (address, bypass, expected) => {
    expect(straight(machine('proxy:8080', bypass), address)).toBe(expected);
  });
});

describe('the Internet settings of an account', () => {
  it.each([
    [
      'a proxy of the account alone is told, not followed',
      { fixed: { proxy: 'mine:8080', bypass: '' }, script: null },
      false,
      ['network.proxy-of-account', 'mine:8080'],
    ],
    [
      'those that a policy makes the computer’s are followed',
      { fixed: { proxy: 'ours:8080', bypass: '' }, script: null },
      true,
      'ours:8080',
    ],
    [
      'a script is told, not followed',
      { fixed: null, script: 'http://user:pw@wpad.contoso.test/proxy.pac' },
      false,
      ['network.proxy-script', 'http://wpad.contoso.test/proxy.pac'],
    ],
    [
      'a script that a policy makes the computer’s is not followed either',
      { fixed: null, script: 'http://wpad/wpad.dat' },
      true,
      ['network.proxy-script', 'http://wpad/wpad.dat'],
    ],
  ])('%s', (_, account, isAccountMachineWide, expected) => {
    expect(outcome(() => proxyOfWindows({ machine: null, account, isAccountMachineWide }))).toEqual(expected);
  });
});

describe('HTTPS_PROXY and NO_PROXY', () => {
  it.each([
    ['an address', { HTTPS_PROXY: 'http://proxy.contoso.test:3128' }, 'proxy.contoso.test:3128'],
    ['small letters go first', { HTTPS_PROXY: 'http://a:1', https_proxy: 'http://b:2' }, 'b:2'],
    ['without a scheme', { HTTPS_PROXY: 'proxy:8080' }, 'proxy:8080'],
    ['nothing', {}, null],
    ['HTTP_PROXY alone: https goes straight', { HTTP_PROXY: 'http://a:1' }, null],
    ['SOCKS', { HTTPS_PROXY: 'socks5://a:1080' }, ['network.proxy-settings', 'socks5:']],
    ['a proxy that itself wants TLS', { HTTPS_PROXY: 'https://a:443' }, ['network.proxy-settings', 'https:']],
  ])('%s', (_, environment, expected) => {
    expect(outcome(() => proxyOfEnvironment(environment))).toEqual(expected);
  });

  it('user and password stand in the address, percent-encoded', () => {
    expect(proxyOfEnvironment({ HTTPS_PROXY: 'http://CONTOSO%5Csvc:p%40ss%3A@proxy:8080' })).toMatchObject({
      server: 'proxy',
      port: 8080,
      user: 'CONTOSO\\svc',
      password: 'p@ss:',
    });
  });

  it('no failure shows the password', () => {
    for (const HTTPS_PROXY of ['socks5://u:geheim@a:1', 'http://u:geheim@[::1]:1', 'http://u:%geheim@a:1'])
      expect(JSON.stringify(outcome(() => proxyOfEnvironment({ HTTPS_PROXY })))).not.toContain('geheim');
  });

  it.each([
    ['https://graph.microsoft.com', 'microsoft.com', true],
    ['https://graph.microsoft.com', '.microsoft.com, localhost', true],
    ['https://graph.microsoft.com', '*.microsoft.com', true],
    ['https://notmicrosoft.com', 'microsoft.com', false],
    ['https://microsoft.com.evil.test', 'microsoft.com', false],
    ['https://localhost:8443', 'localhost:8443', true],
    ['https://localhost:8443', 'localhost:443', false],
    ['https://graph.microsoft.com', 'graph.microsoft.com:443', true],
    ['https://graph.microsoft.com', '*', true],
    ['https://graph.microsoft.com', '', false],
  ])('%s with NO_PROXY "%s": straight is %s', (address, NO_PROXY, expected) => {
    const access = proxyOfEnvironment({ HTTPS_PROXY: 'http://proxy:8080', NO_PROXY });
    expect(access?.isStraight?.(target(address))).toBe(expected);
  });

  it('whatever stands there, it is a proxy, none, or a failure with a name', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (proxy, bypass) => {
        for (const work of [
          () => proxyOfEnvironment({ HTTPS_PROXY: proxy, NO_PROXY: bypass }),
          () => proxyOfWindows(machine(proxy, bypass)),
        ]) {
          const found = outcome(work);
          expect(found === null || typeof found === 'string' || Array.isArray(found)).toBe(true);
        }
        expect(typeof straight(machine('p:1', bypass), 'https://a.b')).toBe('boolean');
      }),
    );
  });
});
