import { describe, expect, it } from 'vitest';
import { atAccount, atConnection, atExchange, begin, drive, next, password, server, user } from './wizard-driver.ts';

const focus = { kind: 'focusFirstWrong' };
const serverLeft = { on: 'exchange', kind: 'serverLeft' } as const;
const userLeft = { on: 'account', kind: 'left', field: 'user' } as const;
const passwordLeft = { on: 'account', kind: 'left', field: 'password' } as const;
const proxy = (changes: object) => ({ on: 'connection', kind: 'changed', changes }) as const;
const proxyLeft = (field: 'server' | 'port' | 'user' | 'password') => ({ on: 'connection', kind: 'left', field }) as const;

describe('a field that is left', () => {
  it('says what is wrong with it and what was probably meant, without taking the focus back', () => {
    const left = drive(atExchange(), server('https://cas01.contoso.com/owa'), serverLeft);
    const account = drive(atAccount(), user('svc@contoso.com'), userLeft);

    expect(left.state.step).toMatchObject({ problem: { key: 'wizard.problem.serverUrl', suggestion: 'cas01.contoso.com' } });
    expect(account.state.step).toMatchObject({ problems: { user: { key: 'wizard.problem.userAddress' }, password: null } });
    expect([...left.effects, ...account.effects]).not.toContainEqual(focus);
  });

  it('W3 says what is wrong with a proxy, field by field', () => {
    const { state } = drive(
      atConnection(),
      proxy({ way: 'own', hasUser: true, server: 'http://proxy:8080', port: '99999', user: 'svc@contoso.com' }),
      proxyLeft('server'),
      proxyLeft('port'),
      proxyLeft('user'),
      proxyLeft('password'),
    );

    expect(state.step).toMatchObject({
      problems: {
        server: { suggestion: 'proxy:8080' },
        port: { key: 'wizard.problem.portRange' },
        user: { suggestion: 'CONTOSO\\svc' },
        password: null,
      },
    });
  });

  it('is quiet while one types, also after it was wrong', () => {
    const typing = drive(atExchange(), server('cas 01'));
    const mending = drive(typing, serverLeft, server('cas 0'));

    expect(typing.state.step).toMatchObject({ problem: null });
    expect(mending.state).toMatchObject({ step: { problem: null }, forms: { server: 'cas 0' } });
  });

  it('is quiet when it is right', () => {
    const { state } = drive(atAccount(), user('CONTOSO\\svc'), userLeft, password('exchange-password', 9), passwordLeft);

    expect(state.step).toMatchObject({ problems: { user: null, password: null } });
  });

  it('is left in peace while it is empty', () => {
    const account = drive(atAccount(), userLeft, passwordLeft, { on: 'account', kind: 'left', field: 'address' });
    const way = drive(atConnection(), proxy({ way: 'own' }), proxyLeft('server'), proxyLeft('port'));

    for (const typed of ['', '  ']) expect(drive(atExchange(), server(typed), serverLeft).state.step).toMatchObject({ problem: null });
    expect(account.state.step).toMatchObject({ problems: { user: null, password: null }, notification: { address: null } });
    expect(way.state.step).toMatchObject({ problems: { server: null, port: null } });
  });

  it('keeps what Next said about it while it is empty', () => {
    const { state } = drive(atExchange(), next, serverLeft);

    expect(state.step).toMatchObject({ problem: { key: 'wizard.problem.serverEmpty' } });
  });

  it('W4 tells at once that a password is too long', () => {
    const { state } = drive(atAccount(), password('exchange-password', 1025), passwordLeft);

    expect(state.step).toMatchObject({ problems: { password: { key: 'wizard.problem.passwordLong' } } });
  });

  it('changes nothing while the password is being stored, and nothing on another page', () => {
    const storing = drive(atAccount(), user('CONTOSO\\svc'), password('exchange-password', 8), next);

    expect(drive(storing, userLeft, user('other')).state).toEqual(storing.state);
    expect(drive(begin(), serverLeft, userLeft).state).toEqual(begin().state);
  });
});

describe('Next over a field', () => {
  it('W9 that is wrong puts the focus into the first wrong one', () => {
    expect(drive(atExchange(), next).effects.at(-1)).toEqual(focus);
    expect(drive(atConnection(), proxy({ way: 'own' }), next).effects.at(-1)).toEqual(focus);
    expect(drive(atAccount(), user('svc'), next).effects.at(-1)).toEqual(focus);
  });

  it('that is right puts the focus nowhere', () => {
    expect(drive(atExchange(), server('cas01'), next).effects).not.toContainEqual(focus);
  });

  it('that has only a hint goes on', () => {
    const hinted = drive(atExchange(), server('mail.contoso.com'), serverLeft);

    expect(hinted.state.step).toMatchObject({ problem: { key: 'wizard.problem.serverArray', isHint: true } });
    expect(drive(hinted, next).state.step.kind).toBe('connection');
  });

  it("W3 the system's settings ask for nothing more and are what is tested", () => {
    const chosen = proxy({ way: 'system', hasUser: true, server: 'http://x:y' });
    const tested = drive(atConnection(), chosen, { on: 'connection', kind: 'testAsked' });

    expect(tested.effects.at(-1)).toMatchObject({ kind: 'testNetwork', proxy: 'system' });
    expect(drive(atConnection(), chosen, next).state.step.kind).toBe('account');
  });

  it('W3 that is not asked for is left alone: a proxy that is off stops nobody, and comes back as it was typed', () => {
    const off = drive(atConnection(), proxy({ way: 'own', server: 'http://x:y', port: 'z' }), proxy({ way: 'none' }), next);

    expect(off.state.step.kind).toBe('account');
    expect(off.state.forms.proxy).toMatchObject({ server: 'http://x:y', port: 'z' });
  });
});
