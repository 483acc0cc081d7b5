import { describe, expect, it } from 'vitest';
import { changesOf } from '../../../../electron/setup/acts.ts';
import { webPage } from '../../../../electron/setup/sign-in.ts';
import { configurationSchema } from '../../../../shared/config/configuration.ts';
import { toAppError } from '../../../../shared/errors.ts';
import type { ProxySettings } from '../../../../shared/setup/answers.ts';
import type { MaintenanceAct } from '../../../../shared/setup/maintenance.ts';

type Act = Parameters<typeof changesOf>[0];

const plain = configurationSchema.parse({
  exchangeType: 'on-premises',
  exchangeServer: 'cas01',
  exchangeUser: 'D\\svc',
  newBlockLimitPercent: 10,
  language: 'en',
});
const proxied = { ...plain, proxy: 'http://D%5Cp@proxy:8080' };
const notifying = { ...plain, notificationAddress: 'a@contoso.test' };
const proxy = { server: 'proxy', port: 8080, user: 'D\\p' };
const editProxy = (change: Partial<ProxySettings> = {}): Act => ({
  act: 'edit-proxy',
  proxy: { ...proxy, ...change },
});
const mode: MaintenanceAct & Act = { act: 'change-mode', mode: 'enforce' };

function codeOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (thrown) {
    const { code, params } = toAppError(thrown);
    return [code, params];
  }
}

describe('I5 what an act of maintenance is to change', () => {
  it.each<[string, Act, typeof plain, string | null]>([
    ['the proxy that is there, its password not typed again', editProxy(), proxied, null],
    ['no proxy where there is none', { act: 'edit-proxy', proxy: null }, plain, null],
    ["the system's proxy where it is followed already", { act: 'edit-proxy', proxy: 'system' }, { ...plain, proxy: 'system' }, null],
    ['the account that is there', { act: 'change-credentials', user: 'D\\svc' }, plain, null],
    ['no notifications where there are none', { act: 'change-notification', notification: null }, plain, null],
    ['the mode that is there', mode, plain, null],
  ])('is nothing for %s', (_name, act, now, typed) => {
    expect(changesOf(act, now, typed)).toBeNull();
  });

  it.each<[string, Act, typeof plain, string | null, object]>([
    ['a proxy without a user', editProxy({ user: null }), plain, null, { configuration: { proxy: 'http://proxy:8080' } }],
    [
      'a proxy with a user: the password is handed over',
      editProxy(),
      plain,
      's',
      { configuration: { proxy: proxied.proxy }, secrets: { 'proxy-password': 's' }, needed: ['proxy-password'], needsEngine: true },
    ],
    [
      'another port for the same user: the engine has the password',
      editProxy({ port: 1 }),
      proxied,
      null,
      { configuration: { proxy: 'http://D%5Cp@proxy:1' } },
    ],
    [
      'no user any more: the password goes',
      editProxy({ user: null }),
      proxied,
      null,
      { configuration: { proxy: 'http://proxy:8080' }, unneeded: ['proxy-password'], needsEngine: true },
    ],
    [
      'a new password for the same account',
      { act: 'change-credentials', user: 'D\\svc' },
      plain,
      's',
      { configuration: {}, secrets: { 'exchange-password': 's' }, needed: ['exchange-password'], needsEngine: true },
    ],
    [
      'no notifications any more: the password goes',
      { act: 'change-notification', notification: null },
      notifying,
      null,
      { configuration: { notificationAddress: '' }, unneeded: ['notification-password'], needsEngine: true },
    ],
  ])('for %s', (_name, act, now, typed, changes) => {
    expect(changesOf(act, now, typed)).toEqual(changes);
  });

  it.each<[string, Act, typeof plain, string]>([
    ['a proxy user that is new', editProxy({ user: 'D\\other' }), proxied, 'proxy-password'],
    ['another connector account', { act: 'change-credentials', user: 'D\\other' }, plain, 'exchange-password'],
    ['another mailbox', { act: 'change-notification', notification: { address: 'b@contoso.test' } }, notifying, 'notification-password'],
  ])('needs the password of %s', (_name, act, now, name) => {
    expect(codeOf(() => changesOf(act, now, null))).toEqual(['secret.missing', { name }]);
  });
});

describe('W5 the page of a sign-in', () => {
  it('is opened over https, on loopback too', () => {
    expect(webPage('https://login.microsoftonline.com/t/oauth2/v2.0/authorize?x=1')).toContain('https://login.');
    expect(webPage('https://localhost:1234/authorize')).toBe('https://localhost:1234/authorize');
  });

  it('of a rehearsal may lie on this computer without https; nowhere else, and never in the product itself', () => {
    const simulated = 'http://localhost:40123/devicelogin';
    expect(webPage(simulated, true)).toBe(simulated);
    expect(codeOf(() => webPage(simulated))).toEqual(['intune.reply-invalid', {}]);
    for (const other of ['http://localhost.contoso.test/', 'http://127.0.0.1:40123/', 'http://a:b@localhost/', 'ftp://localhost/'])
      expect(codeOf(() => webPage(other, true))).toEqual(['intune.reply-invalid', {}]);
  });

  it.each([
    'http://login.microsoftonline.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ms-settings:x',
    'https://a:b@login/',
    'nothing',
  ])('is never %s', (address) => {
    expect(codeOf(() => webPage(address))).toEqual(['intune.reply-invalid', {}]);
  });
});
