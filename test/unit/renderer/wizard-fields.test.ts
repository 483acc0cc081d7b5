import { describe, expect, it } from 'vitest';
import { atAccount, begin, drive, next } from './wizard-driver.ts';

const atExchange = () => drive(begin(), next);
const server = (typed: string) => ({ kind: 'serverTyped', server: typed }) as const;
const user = (typed: string) => ({ kind: 'userTyped', user: typed }) as const;
const focus = { kind: 'focusFirstWrong' };

describe('a field that is left', () => {
  it('says what is wrong with it and what was probably meant, without taking the focus back', () => {
    const left = drive(atExchange(), server('https://cas01.contoso.com/owa'), { kind: 'serverLeft' });
    const account = drive(atAccount(), user('svc@contoso.com'), { kind: 'userLeft' });

    expect(left.state.step).toMatchObject({ problem: { key: 'wizard.problem.serverUrl', suggestion: 'cas01.contoso.com' } });
    expect(account.state.step).toMatchObject({ userProblem: { key: 'wizard.problem.userAddress' }, passwordProblem: null });
    expect([...left.effects, ...account.effects]).toEqual([]);
  });

  it('is quiet while one types, also after it was wrong', () => {
    const typing = drive(atExchange(), server('cas 01'));
    const mending = drive(typing, { kind: 'serverLeft' }, server('cas 0'));

    expect(typing.state.step).toMatchObject({ problem: null });
    expect(mending.state.step).toMatchObject({ problem: null, server: 'cas 0' });
  });

  it('is quiet when it is right', () => {
    const { state } = drive(atAccount(), user('CONTOSO\\svc'), { kind: 'userLeft' }, { kind: 'passwordLeft', passwordLength: 9 });

    expect(state.step).toMatchObject({ userProblem: null, passwordProblem: null });
  });

  it('is left in peace while it is empty', () => {
    const passed = [drive(atExchange(), { kind: 'serverLeft' }), drive(atExchange(), server('  '), { kind: 'serverLeft' })];
    const account = drive(atAccount(), { kind: 'userLeft' }, { kind: 'passwordLeft', passwordLength: 0 });

    for (const { state } of passed) expect(state.step).toMatchObject({ problem: null });
    expect(account.state.step).toMatchObject({ userProblem: null, passwordProblem: null });
  });

  it('keeps what Next said about it while it is empty', () => {
    const { state } = drive(atExchange(), next, { kind: 'serverLeft' });

    expect(state.step).toMatchObject({ problem: { key: 'wizard.problem.serverEmpty' } });
  });

  it('W4 tells at once that a password is too long', () => {
    const { state } = drive(atAccount(), { kind: 'passwordLeft', passwordLength: 1025 });

    expect(state.step).toMatchObject({ passwordProblem: { key: 'wizard.problem.passwordLong' } });
  });

  it('changes nothing while the password is being stored, and nothing on another page', () => {
    const storing = drive(atAccount(), user('CONTOSO\\svc'), { kind: 'next', passwordLength: 8 });

    expect(drive(storing, { kind: 'userLeft' }, { kind: 'passwordLeft', passwordLength: 2000 }).state).toEqual(storing.state);
    expect(drive(begin(), { kind: 'serverLeft' }, { kind: 'userLeft' }).state).toEqual(begin().state);
  });
});

describe('Next over a wrong field', () => {
  it('W9 puts the focus into the first wrong one', () => {
    expect(drive(atExchange(), next).effects).toEqual([focus]);
    expect(drive(atAccount(), user('svc'), next).effects).toEqual([focus]);
  });

  it('puts no focus anywhere when all is right', () => {
    expect(drive(atExchange(), server('cas01'), next).effects).toEqual([]);
  });
});
