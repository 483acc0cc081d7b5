import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type FieldProblem,
  judgeHostedAddress,
  judgeMailAddress,
  judgePassword,
  judgePort,
  judgeProxyServer,
  judgeProxyUser,
  judgeServer,
  judgeUser,
  splitHostPort,
  stops,
} from '../../../../renderer/forms/validation.ts';
import {
  accountNameSchema,
  hostedAddressSchema,
  notificationSchema,
  proxySchema,
  serverNameSchema,
} from '../../../../shared/setup/answers.ts';

/** What addresses, accounts and mistakes are made of, in every order. */
const signs = ['https', 'HTTP', ':', '/', '//', '@', '\\', '.', '..', '-', '_', ' ', '?', '#', '"', 'é', '\u202e'];
const pieces = fc.array(fc.constantFrom(...signs, 'cas01', 'contoso', 'com', 'svc', '443', 'x'.repeat(63))).map((parts) => parts.join(''));

const found = (problem: FieldProblem | null) => problem && [problem.key, problem.suggestion];
const expected = (key: string | null, suggestion: string | null) => key && [key, suggestion];

/** Whatever is typed: what passes fits the contract, and so does what is offered instead. */
function offersOnlyWhatFits(judge: (typed: string) => FieldProblem | null, fits: (text: string) => boolean): void {
  fc.assert(
    fc.property(fc.oneof(fc.string(), pieces), (typed) => {
      const problem = judge(typed);
      if (!stops(problem)) return fits(typed.trim());
      return problem?.suggestion === null || fits(problem?.suggestion ?? '');
    }),
  );
}

describe('a server name (W2)', () => {
  it.each([
    ['cas01', null, null],
    [' cas01.contoso.com ', null, null],
    ['', 'wizard.problem.serverEmpty', null],
    ['https://cas01.contoso.com/owa?x=1', 'wizard.problem.serverUrl', 'cas01.contoso.com'],
    ['https://admin@cas01.contoso.com:443/', 'wizard.problem.serverUrl', 'cas01.contoso.com'],
    ['cas01/powershell', 'wizard.problem.serverUrl', 'cas01'],
    ['cas01:443', 'wizard.problem.serverPort', 'cas01'],
    ['svc@contoso.com', 'wizard.problem.serverUser', null],
    ['CONTOSO\\svc', 'wizard.problem.serverUser', null],
    ['cas 01', 'wizard.problem.serverForm', 'cas01'],
    ['cas01.contoso.com.', 'wizard.problem.serverForm', 'cas01.contoso.com'],
    ['$(calc)', 'wizard.problem.serverForm', null],
  ])('%j gives %s and offers %s', (typed, key, suggestion) => {
    expect(found(judgeServer(typed))).toEqual(expected(key, suggestion));
  });

  it.each([
    ['mail.contoso.com', 'wizard.problem.serverArray'],
    ['outlook', 'wizard.problem.serverArray'],
    ['CASARRAY01.contoso.com', 'wizard.problem.serverArray'],
    ['exchange-nlb', 'wizard.problem.serverArray'],
    ['10.0.0.7', 'wizard.problem.serverNumber'],
  ])('%j is worth a hint, which stops nobody', (typed, key) => {
    expect(judgeServer(typed)).toEqual({ key, suggestion: null, isHint: true });
    expect(stops(judgeServer(typed))).toBe(false);
  });

  it('only ever offers what would be accepted, and accepts only what the contract takes', () => {
    offersOnlyWhatFits(judgeServer, (text) => serverNameSchema.safeParse(text).success);
  });
});

describe('the address of a hosted server (W2)', () => {
  it.each([
    ['https://outlook.contoso.com/', null, null],
    ['outlook.contoso.com', null, null],
    ['', 'wizard.problem.addressEmpty', null],
    ['http://outlook.contoso.com/owa', 'wizard.problem.addressForm', 'https://outlook.contoso.com/owa'],
    ['outlook.contoso.com/owa', 'wizard.problem.addressForm', 'https://outlook.contoso.com/owa'],
    ['https://outlook.contoso.com/owa?x=1#top', 'wizard.problem.addressForm', 'https://outlook.contoso.com/owa'],
    ['https:// outlook.contoso.com', 'wizard.problem.addressForm', 'https://outlook.contoso.com'],
    ['svc@contoso.com', 'wizard.problem.serverUser', null],
    ['CONTOSO\\svc', 'wizard.problem.serverUser', null],
  ])('%j gives %s and offers %s', (typed, key, suggestion) => {
    expect(found(judgeHostedAddress(typed))).toEqual(expected(key, suggestion));
  });

  it('only ever offers what would be accepted, and accepts only what the contract takes', () => {
    offersOnlyWhatFits(
      judgeHostedAddress,
      (text) => hostedAddressSchema.safeParse(text).success || serverNameSchema.safeParse(text).success,
    );
  });
});

describe('a proxy (W3)', () => {
  it.each([
    ['proxy', null, null],
    ['http://proxy:8080', 'wizard.problem.proxyUrl', 'proxy:8080'],
    ['http://proxy.contoso.com/', 'wizard.problem.proxyUrl', 'proxy.contoso.com'],
    ['proxy:8080', 'wizard.problem.proxyUrl', 'proxy:8080'],
    ['http://svc:word@proxy:3128/', 'wizard.problem.proxyUrl', 'proxy:3128'],
    ['http://wpad.contoso.com/proxy.pac', 'wizard.problem.proxyScript', null],
    ['socks5://proxy:1080', 'wizard.problem.proxyKind', null],
    ['my proxy', 'wizard.problem.proxyForm', 'myproxy'],
    ['', 'wizard.problem.proxyEmpty', null],
  ])('%j gives %s and offers %s', (typed, key, suggestion) => {
    expect(found(judgeProxyServer(typed))).toEqual(expected(key, suggestion));
  });

  it('has what was offered split into name and port', () => {
    expect(splitHostPort('proxy:8080')).toEqual({ server: 'proxy', port: '8080' });
    expect(splitHostPort('http://proxy:70000/x')).toEqual({ server: 'proxy', port: null });
  });

  it.each([
    ['8080', null, null],
    [' 1 ', null, null],
    ['65535', null, null],
    ['', 'wizard.problem.portEmpty', null],
    ['0', 'wizard.problem.portRange', null],
    ['65536', 'wizard.problem.portRange', null],
    [':3128', 'wizard.problem.portRange', '3128'],
    ['80 80', 'wizard.problem.portRange', null],
    ['-1', 'wizard.problem.portRange', '1'],
    ['1e3', 'wizard.problem.portRange', null],
  ])('port %j gives %s and offers %s', (typed, key, suggestion) => {
    expect(found(judgePort(typed))).toEqual(expected(key, suggestion));
  });

  it.each([
    ['svc', null, null],
    ['CONTOSO\\svc', null, null],
    ['svc@contoso.com', 'wizard.problem.userAddress', 'CONTOSO\\svc'],
    ['', 'wizard.problem.proxyUserEmpty', null],
  ])('user %j gives %s and offers %s', (typed, key, suggestion) => {
    expect(found(judgeProxyUser(typed))).toEqual(expected(key, suggestion));
  });

  it('accepts only what the contract takes', () => {
    offersOnlyWhatFits(judgeProxyServer, (text) => serverNameSchema.safeParse(splitHostPort(text).server).success);
    offersOnlyWhatFits(judgePort, (text) => proxySchema.shape.port.safeParse(Number(text)).success);
    offersOnlyWhatFits(judgeProxyUser, (text) => proxySchema.shape.user.safeParse(text).success);
  });
});

describe('an e-mail address (W4)', () => {
  it.each([
    ['intune@contoso.com', null, null],
    ['', 'wizard.problem.mailEmpty', null],
    ['Intune <intune@contoso.com>', 'wizard.problem.mailForm', 'intune@contoso.com'],
    ['mailto:intune@contoso.com?subject=x', 'wizard.problem.mailForm', 'intune@contoso.com'],
    ['intune @contoso.com.', 'wizard.problem.mailForm', 'intune@contoso.com'],
    ['CONTOSO\\svc', 'wizard.problem.mailForm', null],
  ])('%j gives %s and offers %s', (typed, key, suggestion) => {
    expect(found(judgeMailAddress(typed))).toEqual(expected(key, suggestion));
  });

  it('only ever offers what would be accepted', () => {
    offersOnlyWhatFits(judgeMailAddress, (text) => notificationSchema.safeParse({ address: text }).success);
  });
});

describe('an account (W4)', () => {
  it.each([
    ['CONTOSO\\svc', null, null],
    ['  ', 'wizard.problem.userEmpty', null],
    ['svc@contoso.com', 'wizard.problem.userAddress', 'CONTOSO\\svc'],
    ['CONTOSO/svc', 'wizard.problem.userSlash', 'CONTOSO\\svc'],
    ['CONTOSO\\\\svc', 'wizard.problem.userSlash', 'CONTOSO\\svc'],
    ['svc', 'wizard.problem.userDomain', null],
    ['CONTOSO\\s*c', 'wizard.problem.userForm', null],
    ['A\\B\\C', 'wizard.problem.userForm', null],
  ])('%j gives %s and offers %s', (typed, key, suggestion) => {
    expect(found(judgeUser(typed))).toEqual(expected(key, suggestion));
  });

  it('only ever offers what would be accepted', () => {
    offersOnlyWhatFits(judgeUser, (text) => accountNameSchema.safeParse(text).success);
  });
});

describe('a password', () => {
  it('may be empty only when one is stored, and is at most 1024 characters', () => {
    expect(judgePassword({ length: 0, isStored: true })).toBeNull();
    expect(judgePassword({ length: 0, isStored: false })?.key).toBe('wizard.problem.passwordEmpty');
    expect(judgePassword({ length: 1024, isStored: false })).toBeNull();
    expect(judgePassword({ length: 1025, isStored: true })?.key).toBe('wizard.problem.passwordLong');
  });
});
