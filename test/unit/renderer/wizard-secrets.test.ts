import { describe, expect, it } from 'vitest';
import { isStored } from '../../../renderer/wizard/answers.ts';
import type { AppError } from '../../../shared/errors.ts';
import {
  atAccount,
  atConnection,
  atSignIn,
  back,
  type Drive,
  drive,
  goTo,
  lastAttempt,
  next,
  password,
  stored,
  user,
} from './wizard-driver.ts';

const locked: AppError = { code: 'vault.locked', params: {}, retry: 'later' };
const notification = { on: 'account', kind: 'notificationChanged', changes: { isOn: true, address: 'intune@contoso.com' } } as const;
const proxyWithUser = {
  on: 'connection',
  kind: 'changed',
  changes: { way: 'own', server: 'proxy', port: '8080', hasUser: true, user: 'svc' },
} as const;
const storings = ({ effects }: Drive) => effects.filter((effect) => effect.kind === 'storeSecrets');

describe('a typed password', () => {
  it('W9 is handed to main once, however often Next is pressed, and stands in no event, effect or state', () => {
    const drove = drive(atAccount(), user('CONTOSO\\svc'), password('exchange-password', 8), next, next);

    expect(storings(drove)).toEqual([{ kind: 'storeSecrets', attempt: lastAttempt(drove), names: ['exchange-password'] }]);
  });

  it('is asked for only when main has none for exactly this account', () => {
    const changes = { draft: { exchange: { user: 'CONTOSO\\svc' } }, stored: ['exchange-password' as const] };

    expect(drive(atAccount(changes), next).state.step.kind).toBe('signIn');
    expect(drive(atAccount(changes), user('contoso\\SVC'), next).state.step.kind).toBe('signIn');
    expect(drive(atAccount(changes), user('CONTOSO\\other'), next).state.step).toMatchObject({
      kind: 'account',
      problems: { password: { key: 'wizard.problem.passwordEmpty' } },
    });
  });

  it('both of the page are stored, and only then the wizard goes on', () => {
    const storing = drive(
      atAccount(),
      user('CONTOSO\\svc'),
      notification,
      password('exchange-password', 8),
      password('notification-password', 6),
      next,
    );

    expect(storings(storing).at(-1)?.names).toEqual(['exchange-password', 'notification-password']);
    expect(storing.state.step).toMatchObject({ kind: 'account', storing: { goal: 'signIn' } });
    expect(stored(storing).state.step.kind).toBe('signIn');
  });

  it('that the vault refuses keeps one on the page with the error; the one it took is not handed over again', () => {
    const storing = drive(
      atAccount(),
      user('CONTOSO\\svc'),
      notification,
      password('exchange-password', 8),
      password('notification-password', 6),
      next,
    );
    const results = [
      { name: 'exchange-password', result: { ok: true, value: {} } },
      { name: 'notification-password', result: { ok: false, error: locked } },
    ] as const;
    const refused = drive(storing, { on: 'window', kind: 'stored', attempt: lastAttempt(storing), results });

    expect(refused.state.step).toMatchObject({ kind: 'account', storing: null, error: locked });
    expect(storings(drive(refused, next)).at(-1)?.names).toEqual(['notification-password']);
  });

  it.each([
    ['by Back', back, 'connection'],
    ['along the rail', goTo('exchange'), 'exchange'],
  ] as const)('is not lost by leaving the page %s: it is stored first', (_name, leaving, page) => {
    const left = drive(atAccount(), user('CONTO'), password('exchange-password', 8), leaving);
    const gone = stored(left);

    expect(storings(left)).toHaveLength(1);
    expect(gone.state.step.kind).toBe(page);
    expect(gone.state.forms.user).toBe('CONTO');
  });

  it('that was stored before its account was typed in full belongs to whoever is entered then, and to nobody else', () => {
    const gone = stored(drive(atAccount(), user('CONTO'), password('exchange-password', 8), back));
    const returned = drive(gone, next, user('CONTOSO\\svc'));
    const claimed = drive(returned, next);

    expect(isStored(returned.state, 'exchange-password')).toBe(true);
    expect(claimed.state.step.kind).toBe('signIn');
    expect(isStored(drive(claimed, back, user('CONTOSO\\other')).state, 'exchange-password')).toBe(false);
  });

  it('that no vault takes keeps one on the page also on the way back', () => {
    const stays = drive(atAccount(), password('exchange-password', 1025), back);

    expect(stays.state.step).toMatchObject({ kind: 'account', problems: { password: { key: 'wizard.problem.passwordLong' } } });
    expect(storings(stays)).toEqual([]);
  });

  it('W3 of a proxy is stored like every other, and forgotten with its field', () => {
    const storing = drive(atConnection(), proxyWithUser, password('proxy-password', 5), next);
    const hidden = drive(atConnection(), proxyWithUser, password('proxy-password', 5), {
      on: 'connection',
      kind: 'changed',
      changes: { hasUser: false },
    });

    expect(storings(storing).at(-1)?.names).toEqual(['proxy-password']);
    expect(stored(storing).state.step.kind).toBe('account');
    expect(storings(drive(hidden, next))).toEqual([]);
  });

  it('makes worthless what was learned with the one before', () => {
    const at = drive(atSignIn(), back);
    const again = stored(drive(at, password('exchange-password', 9), next));

    expect(again.state.kept.storings).toBe(at.state.kept.storings + 1);
  });
});
