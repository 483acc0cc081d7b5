import { describe, expect, it } from 'vitest';
import { eventSourceValues } from '../../../../../electron/install/service/event-source.ts';
import { dataRights } from '../../../../../electron/install/service/folder-rights.ts';
import {
  binaryPathOf,
  hasPassword,
  identityOf,
  isOurs,
  registrationAsBefore,
  registrationOf,
} from '../../../../../electron/install/service/registration.ts';
import { serviceSid } from '../../../../../electron/install/service/service-sid.ts';
import { windowsRequestSchema } from '../../../../../shared/setup/windows-verbs.ts';

const host = { platform: 'win32', environment: {} };
const folder = 'C:\\Program Files\\Microsoft Intune Exchange Connector\\engine-1.0.0-abc';

describe('I2 how the service is registered', () => {
  it('under its own virtual account, delayed, restarted after one, one and five minutes, counted anew each day', () => {
    const registration = registrationOf(host, folder, { kind: 'virtual' }, null);
    expect(registration).toMatchObject({
      name: 'WIEC',
      displayName: 'Microsoft Intune Exchange Connector Service',
      account: 'NT SERVICE\\WIEC',
      password: null,
      start: 'delayed',
      recovery: { restartSeconds: [60, 60, 300], resetSeconds: 86_400 },
    });
    expect(windowsRequestSchema.safeParse(registration).success).toBe(true);
  });

  it('with program and script in quotation marks, so that no program in a folder above is started in their place', () => {
    expect(binaryPathOf(host, folder).replaceAll('/', '\\')).toBe(`"${folder}\\node.exe" "${folder}\\engine.cjs" service`);
    const moved = { ...host, environment: { EXCHANGE_CONNECTOR_HOME: 'D:\\a b' } };
    expect(binaryPathOf(moved, folder)).toMatch(/ service --home "D:\\a b"$/);
  });

  it('as it was before, with whatever password Windows keeps', () => {
    const before = { binaryPath: '"C:\\x\\node.exe" "C:\\x\\engine.cjs" service', account: 'contoso\\svc', start: 'manual' } as const;
    expect(registrationAsBefore(before)).toMatchObject({ ...before, password: null });
  });

  it.each([
    ['"C:\\a\\node.exe" "C:\\a\\engine.cjs" service', true],
    ['"C:\\a\\node.exe" "C:\\a\\engine.cjs" service --home "C:\\b"', true],
    ['"C:\\Program Files\\Microsoft Intune\\OnPremisesExchangeConnector.exe"', false],
    ['"C:\\a\\node.exe" "C:\\a\\engine.cjs" service & calc.exe', false],
    ['', false],
  ])("tells ours from another product's service of that name: %s", (binaryPath, expected) => {
    expect(isOurs(binaryPath)).toBe(expected);
  });

  it.each([
    ['NT SERVICE\\WIEC', { kind: 'virtual' }, false],
    ['nt service\\wiec', { kind: 'virtual' }, false],
    ['contoso\\svc', { kind: 'account', user: 'contoso\\svc' }, true],
    ['contoso\\gmsa$', { kind: 'account', user: 'contoso\\gmsa$' }, false],
  ])('the account %s is known again', (account, identity, needsPassword) => {
    expect(identityOf(account)).toEqual(identity);
    expect(hasPassword(identityOf(account))).toBe(needsPassword);
  });
});

describe('what the service may touch', () => {
  it("the number of a service's identity follows from its name: Windows' own TrustedInstaller is the known case", () => {
    expect(serviceSid('TrustedInstaller')).toBe('S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464');
  });

  it('the data folder is for Windows, administrators and the service, by number in every language, and inherits nothing', () => {
    expect(dataRights).toEqual([
      '/inheritance:r',
      '/grant:r',
      '*S-1-5-18:(OI)(CI)F',
      '*S-1-5-32-544:(OI)(CI)F',
      `*${serviceSid('WIEC')}:(OI)(CI)M`,
    ]);
  });

  it('M2 the event source has a message file and every type of entry, each in one call of reg.exe', () => {
    expect(eventSourceValues.map((args) => args.slice(2))).toEqual([
      ['/v', 'EventMessageFile', '/t', 'REG_EXPAND_SZ', '/d', '%SystemRoot%\\System32\\EventCreate.exe', '/f'],
      ['/v', 'TypesSupported', '/t', 'REG_DWORD', '/d', '7', '/f'],
    ]);
  });
});
