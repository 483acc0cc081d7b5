import { describe, expect, it } from 'vitest';
import { actsOf } from '../../../renderer/wizard/acts.ts';
import type { update } from '../../../renderer/wizard/machine.ts';
import type { AppError } from '../../../shared/errors.ts';
import { atAccount, atChecks, atConnecting, atReview, atSignIn, begin, check, drive, lastAttempt, next } from './wizard-driver.ts';

const refused: AppError = { code: 'exchange.access-denied', params: {}, retry: 'administrator' };
const report = {
  run: 1,
  kind: 'full',
  outcome: 'ok',
  startedAt: '2026-11-23T06:00:00.000Z',
  endedAt: '2026-11-23T06:01:00.000Z',
  devices: { total: 10, allowed: 7, blocked: 2, quarantined: 1 },
  writes: 3,
  added: 3,
  removed: 0,
  overruled: 0,
  cloudRecord: true,
} as const;

describe('the wizard, forward', () => {
  it('goes from welcome to review by way of every question', () => {
    const kinds = [begin(), drive(begin(), next), atAccount(), atSignIn(), atChecks(), atReview()].map(({ state }) => state.step.kind);

    expect(kinds).toEqual(['welcome', 'exchange', 'account', 'signIn', 'checks', 'connect']);
  });

  it('W4 stays at a wrong server name and says what is wrong', () => {
    const { state } = drive(begin(), next, { kind: 'serverTyped', server: 'https://cas01.contoso.com/' }, next);

    expect(state.step).toMatchObject({ kind: 'exchange', problem: { key: 'wizard.problem.serverUrl', suggestion: 'cas01.contoso.com' } });
  });

  it('W4 asks for the password only when main has none for exactly this account', () => {
    const stored = { draft: { user: 'CONTOSO\\svc' }, passwordStored: true };

    expect(drive(atAccount(stored), next).state.step.kind).toBe('signIn');
    expect(drive(atAccount(stored), { kind: 'userTyped', user: 'CONTOSO\\other' }, next).state.step).toMatchObject({
      kind: 'account',
      passwordProblem: { key: 'wizard.problem.passwordEmpty' },
    });
  });

  it('W9 has the password stored without carrying it, once, however often Next is pressed', () => {
    const submit = { kind: 'next', passwordLength: 8 } as const;
    const drove = drive(atAccount(), { kind: 'userTyped', user: 'CONTOSO\\svc' }, { kind: 'passwordTyped' }, submit, submit);

    expect(drove.effects).toEqual([{ kind: 'storePassword', attempt: 1 }]);
  });

  it('stays at the account when the vault refuses, and shows the error', () => {
    const busy = drive(atAccount(), { kind: 'userTyped', user: 'CONTOSO\\svc' }, { kind: 'next', passwordLength: 8 });
    const error: AppError = { code: 'vault.locked', params: {}, retry: 'later' };
    const { state } = drive(busy, { kind: 'passwordStored', attempt: lastAttempt(busy), result: { ok: false, error } });

    expect(state.step).toMatchObject({ kind: 'account', busy: null, error });
  });

  it('sends the trimmed answers to the checks, and the same to connecting', () => {
    const answers = {
      exchange: { type: 'on-premises', server: 'cas01.contoso.com', user: 'CONTOSO\\svc' },
      replace: false,
      language: 'en',
    };

    expect(atChecks().effects.at(-1)).toMatchObject({ kind: 'runChecks', answers });
    expect(atConnecting().effects.at(-1)).toMatchObject({ kind: 'connect', answers });
  });
});

describe('the wizard, back and across', () => {
  it('keeps what was typed', () => {
    const back = drive(atSignIn(), { kind: 'back' }, { kind: 'back' });

    expect(back.state.step).toMatchObject({ kind: 'exchange', server: 'cas01.contoso.com' });
    expect(drive(back, next).state.step).toMatchObject({ kind: 'account', user: 'CONTOSO\\svc' });
  });

  it('keeps a half typed account when one goes back', () => {
    const { state } = drive(atAccount(), { kind: 'userTyped', user: 'CONTO' }, { kind: 'back' }, next);

    expect(state.step).toMatchObject({ kind: 'account', user: 'CONTO' });
  });

  it('W5 ends the waiting sign-in when one leaves its page', () => {
    expect(drive(atSignIn(), { kind: 'back' }).effects.at(-1)).toEqual({ kind: 'cancelSignIn' });
  });

  it('keeps the checks for the same answers and asks again after a change', () => {
    const same = drive(atReview(), { kind: 'goTo', page: 'checks' });
    const changed = drive(atReview(), { kind: 'goTo', page: 'exchange' }, { kind: 'serverTyped', server: 'cas02' }, next);

    expect(same.state.step).toMatchObject({ kind: 'checks', busy: null });
    expect(changed.state.kept.checks).toBeNull();
  });

  it('goes along the rail to done pages only, and not while it connects', () => {
    expect(drive(atAccount(), { kind: 'goTo', page: 'connect' }).state.step.kind).toBe('account');
    expect(drive(atConnecting(), { kind: 'goTo', page: 'welcome' }).state.step.kind).toBe('connect');
  });
});

describe('waiting for an answer', () => {
  it('ignores an answer that is late', () => {
    const away = drive(atSignIn(), { kind: 'back' });
    const late = drive(away, { kind: 'signInEnded', attempt: lastAttempt(away), result: { ok: false, error: refused } });

    expect(late.state).toEqual(away.state);
  });

  it('W5 shows the code while it waits, and offers a new one after it expired', () => {
    const line = {
      kind: 'code',
      userCode: 'ABCD-EFGH',
      verificationUri: 'https://microsoft.com/devicelogin',
      expiresInSeconds: 900,
    } as const;
    const waiting = drive(atSignIn(), { kind: 'signInTold', line });
    const error: AppError = { code: 'intune.sign-in-expired', params: {}, retry: 'later' };
    const failed = { ok: true, value: { kind: 'failed', error } } as const;
    const expired = drive(waiting, { kind: 'signInEnded', attempt: lastAttempt(waiting), result: failed });

    expect(waiting.state.step).toMatchObject({ code: { userCode: 'ABCD-EFGH' } });
    expect(expired.state.step).toMatchObject({ code: null, error });
    expect(actsOf(expired.state).main?.label).toBe('wizard.act.newCode');
    expect(drive(expired, next).effects.at(-1)).toMatchObject({ kind: 'signIn' });
  });

  it('lets warnings pass and stops at a failure', () => {
    const at = atChecks();
    const ended = (verdict: 'warn' | 'fail') =>
      drive(at, { kind: 'checksEnded', attempt: lastAttempt(at), result: { ok: true, value: [check('vault', verdict)] } }, next);

    expect(ended('warn').state.step.kind).toBe('connect');
    expect(ended('fail').state.step).toMatchObject({ kind: 'checks', busy: lastAttempt(at) + 1 });
  });

  it('shows a check as it comes in, once', () => {
    const told = { kind: 'setupTold', event: { event: 'check', step: 'check-host', result: check('vault', 'pass') } } as const;

    expect(drive(atChecks(), told, told).state.step).toMatchObject({ results: [{ id: 'vault' }] });
  });
});

describe('connecting', () => {
  const at = atConnecting();
  const ended = (result: Parameters<typeof update>[1] & { kind: 'connectEnded' }) => drive(at, result);
  const outcome = (value: Extract<Parameters<typeof ended>[0]['result'], { ok: true }>['value']) =>
    ended({ kind: 'connectEnded', attempt: lastAttempt(at), result: { ok: true, value } });

  it('W6 lists steps with their state and seconds, and the progress of the synchronization', () => {
    const { state } = drive(
      at,
      { kind: 'setupTold', event: { event: 'started', step: 'check-host', at: '2026-11-23T06:00:00.000Z' } },
      { kind: 'setupTold', event: { event: 'done', step: 'check-host', seconds: 1.5 } },
      { kind: 'setupTold', event: { event: 'progress', step: 'first-sync', sync: { stage: 'write', done: 3, total: 9 } } },
    );

    expect(state.step).toMatchObject({
      run: {
        steps: [
          { step: 'check-host', state: 'done', seconds: 1.5 },
          { step: 'first-sync', state: 'running', sync: { done: 3, total: 9 } },
        ],
        log: [{ state: 'running' }, { state: 'done' }],
      },
    });
  });

  it('W6 asks before it cancels, undoes, and comes back to the review', () => {
    const cancelling = drive(at, { kind: 'cancelAsked' }, { kind: 'cancelConfirmed' });
    const { state } = drive(cancelling, {
      kind: 'connectEnded',
      attempt: lastAttempt(at),
      result: { ok: true, value: { kind: 'cancelled' } },
    });

    expect(cancelling.state.step).toMatchObject({ phase: 'cancelling' });
    expect(cancelling.effects.at(-1)).toEqual({ kind: 'cancelConnect' });
    expect(state.step).toMatchObject({ kind: 'connect', phase: 'review', wasCancelled: true });
  });

  it('W7 replaces only by its own button: Enter keeps the existing connection', () => {
    const asked = outcome({ kind: 'replace-question', existing: { id: 'x', connectorServer: 'OLD', lastSeen: null } });

    expect(actsOf(asked.state).danger?.event).toEqual({ kind: 'replaceAccepted' });
    expect(drive(asked, next).state.step).toMatchObject({ kind: 'connect', phase: 'review' });
    expect(drive(asked, { kind: 'replaceAccepted' }).effects.at(-1)).toMatchObject({ kind: 'connect', answers: { replace: true } });
  });

  it('B3 blocks only by its own button, by the name of the plan shown: Enter stops and blocks nothing', () => {
    const held = outcome({ kind: 'held', finding: { plan: 'p7', newBlocks: 14, devices: 212, limitPercent: 5 } });

    expect(actsOf(held.state).danger).toMatchObject({ label: 'wizard.act.block', params: { count: 14 } });
    expect(drive(held, next)).toMatchObject({ state: { step: { kind: 'done', report: null } }, effects: held.effects });
    expect(drive(held, { kind: 'planAccepted' }).effects.at(-1)).toMatchObject({ kind: 'acceptPlan', plan: 'p7' });
  });

  it('W8 ends on success with the report, and closing is all that is left', () => {
    const done = outcome({ kind: 'connected', report });

    expect(done.state.step).toEqual({ kind: 'done', report });
    expect(actsOf(done.state)).toMatchObject({ hasBack: false, cancel: null, danger: null });
    expect(drive(done, next).effects.at(-1)).toEqual({ kind: 'closeWindow' });
  });

  it('W8 ends on failure with the way to the page that can mend it', () => {
    const failed = ended({ kind: 'connectEnded', attempt: lastAttempt(at), result: { ok: false, error: refused } });

    expect(failed.state.step).toMatchObject({ kind: 'failed', mend: 'account' });
    expect(drive(failed, next).state.step).toMatchObject({ kind: 'account', user: 'CONTOSO\\svc' });
    expect(failed.state.kept.checks).toBeNull();
  });
});

describe('on every page', () => {
  const everywhere = [begin(), drive(begin(), next), atAccount(), atSignIn(), atChecks(), atReview(), atConnecting()];

  it('changes the language in place', () => {
    for (const at of everywhere) {
      const changed = drive(at, { kind: 'languageChosen', language: 'nl' });
      expect(changed.state).toEqual({ ...at.state, language: 'nl' });
      expect(changed.effects.at(-1)).toEqual({ kind: 'setLanguage', language: 'nl' });
    }
  });

  it('asks before it leaves, and staying changes nothing', () => {
    for (const at of everywhere) expect(drive(at, { kind: 'cancelAsked' }, { kind: 'cancelDismissed' })).toEqual(at);
  });

  it('ignores events of other pages', () => {
    const foreign = drive(
      begin(),
      { kind: 'serverTyped', server: 'x' },
      { kind: 'userTyped', user: 'x' },
      { kind: 'planAccepted' },
      { kind: 'replaceAccepted' },
      { kind: 'signInAgain' },
      { kind: 'checksAgain' },
    );

    expect(foreign).toEqual(begin());
  });

  it('tells that something was copied until the next act', () => {
    const copied = drive(begin(), { kind: 'copyAsked', text: 'x' }, { kind: 'copied' });

    expect(copied.effects).toEqual([{ kind: 'copyText', text: 'x' }]);
    expect(copied.state.isCopied).toBe(true);
    expect(drive(copied, next).state.isCopied).toBe(false);
  });
});
