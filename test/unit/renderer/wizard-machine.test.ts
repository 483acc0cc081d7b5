import { describe, expect, it } from 'vitest';
import { actsOf } from '../../../renderer/wizard/acts.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { ConnectOutcome } from '../../../shared/setup/progress.ts';
import {
  atAccount,
  atChecks,
  atConnecting,
  atConnection,
  atExchange,
  atPreviewed,
  atReview,
  atServer,
  atSignedIn,
  atSignIn,
  atSigningIn,
  back,
  begin,
  check,
  drive,
  ended,
  goTo,
  lastAttempt,
  next,
  server,
} from './wizard-driver.ts';

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
    const all = [begin(), atServer(), atExchange(), atConnection(), atAccount(), atSignIn(), atChecks(), atReview()];

    expect(all.map(({ state }) => state.step.kind)).toEqual([
      'welcome',
      'server',
      'exchange',
      'connection',
      'account',
      'signIn',
      'checks',
      'review',
    ]);
  });

  it('W4 stays at a wrong server name and says what is wrong', () => {
    const { state } = drive(atExchange(), server('https://cas01.contoso.com/'), next);

    expect(state.step).toMatchObject({ kind: 'exchange', problem: { key: 'wizard.problem.serverUrl', suggestion: 'cas01.contoso.com' } });
  });

  it('B4 sends the trimmed answers, observing by default, to checks and connecting alike', () => {
    const exchange = { type: 'on-premises', server: 'cas01.contoso.com', user: 'CONTOSO\\svc' };
    const answers = { exchange, proxy: null, notification: null, mode: 'observe', replace: false, language: 'en' };

    expect(atChecks().effects.at(-1)).toMatchObject({ kind: 'runChecks', answers, only: null });
    expect(atConnecting().effects.at(-1)).toMatchObject({ kind: 'connect', answers });
    const enforcing = drive(atPreviewed(), { on: 'review', kind: 'modeChosen', mode: 'enforce' }, next);
    expect(enforcing.effects.at(-1)).toMatchObject({ kind: 'connect', answers: { ...answers, mode: 'enforce' } });
  });

  it('W2 a hosted Exchange has an address of its own, and the name typed before is not lost', () => {
    const hosted = drive(
      atExchange(),
      server('cas01'),
      { on: 'exchange', kind: 'typeChosen', type: 'hosted' },
      server('https://outlook.contoso.com/'),
    );

    expect(drive(hosted, next).state.step.kind).toBe('connection');
    expect(hosted.state.forms).toMatchObject({ server: 'cas01', address: 'https://outlook.contoso.com/' });
  });
});

describe('the wizard, back and across', () => {
  it('goes along the rail to done pages only, and not while it connects', () => {
    expect(drive(atAccount(), goTo('review')).state.step.kind).toBe('account');
    expect(drive(atAccount(), goTo('server')).state.step.kind).toBe('server');
    expect(drive(atConnecting(), goTo('welcome')).state.step.kind).toBe('connect');
  });

  it('keeps the checks for the same answers and asks again after a change', () => {
    const same = drive(atReview(), goTo('checks'));
    const changed = drive(atReview(), goTo('exchange'), server('cas02'), next, goTo('checks'));

    expect(same.state.step).toMatchObject({ kind: 'checks', busy: null });
    expect(drive(changed, next, next, next).effects.at(-1)).toMatchObject({
      kind: 'runChecks',
      answers: { exchange: { server: 'cas02' } },
    });
  });
});

describe('signing in (W5)', () => {
  const code = {
    kind: 'code',
    userCode: 'ABCD-EFGH',
    verificationUri: 'https://microsoft.com/devicelogin',
    expiresInSeconds: 900,
  } as const;
  const browser = { kind: 'browser', address: 'https://login.microsoftonline.com/x', expiresInSeconds: 900 } as const;
  const byCode = { on: 'signIn', kind: 'methodChosen', method: 'code' } as const;

  it('begins when asked to, in the browser unless the code was chosen', () => {
    expect(atSignIn().effects.filter((effect) => effect.kind === 'signIn')).toEqual([]);
    expect(atSigningIn().effects.at(-1)).toMatchObject({ kind: 'signIn', method: 'browser', proxy: null });
    expect(drive(atSignIn(), byCode, next).effects.at(-1)).toMatchObject({ kind: 'signIn', method: 'code' });
  });

  it('says that the browser has opened, opens it again, and goes over to the code while it waits', () => {
    const waiting = drive(atSigningIn(), { on: 'signIn', kind: 'told', line: browser });
    const other = drive(waiting, byCode);

    expect(waiting.state.step).toMatchObject({ isBrowserOpen: true, code: null });
    expect(drive(waiting, { on: 'signIn', kind: 'pageAsked' }).effects.at(-1)).toEqual({ kind: 'openSignInPage' });
    expect(other.effects.slice(-2)).toMatchObject([{ kind: 'cancelSignIn' }, { kind: 'signIn', method: 'code' }]);
    expect(other.state.step).toMatchObject({ isBrowserOpen: false, busy: lastAttempt(other) });
    expect(drive(other, { on: 'signIn', kind: 'told', line: browser }).state).toEqual(other.state);
  });

  it('shows the code while it waits, and offers both ways again after it expired', () => {
    const waiting = drive(atSignIn(), byCode, next, { on: 'signIn', kind: 'told', line: code });
    const error: AppError = { code: 'intune.sign-in-expired', params: {}, retry: 'later' };
    const result = { ok: true, value: { kind: 'failed', error } } as const;
    const expired = drive(waiting, { on: 'signIn', kind: 'ended', attempt: lastAttempt(waiting), result });

    expect(waiting.state.step).toMatchObject({ code: { userCode: 'ABCD-EFGH' } });
    expect(expired.state.step).toMatchObject({ busy: null, code: null, error });
    expect(actsOf(expired.state).main?.label).toBe('wizard.act.signIn');
    expect(drive(expired, next).effects.at(-1)).toMatchObject({ kind: 'signIn' });
  });

  it('ends when one leaves its page, and a late answer is ignored', () => {
    const left = drive(atSigningIn(), back);
    const late = drive(left, { on: 'signIn', kind: 'ended', attempt: lastAttempt(left), result: { ok: false, error: refused } });

    expect(left.effects.at(-1)).toEqual({ kind: 'cancelSignIn' });
    expect(late.state).toEqual(left.state);
  });

  it('is remembered, until another account is wanted', () => {
    const again = drive(atSignedIn(), back, next);

    expect(again.state.step).toMatchObject({ kind: 'signIn', busy: null, tenant: { tenantName: 'Contoso' } });
    expect(drive(again, { on: 'signIn', kind: 'otherAccountAsked' }).state.step).toMatchObject({ tenant: null });
  });
});

describe('connecting', () => {
  const at = atConnecting();
  const outcome = (value: ConnectOutcome) =>
    drive(at, { on: 'connect', kind: 'ended', attempt: lastAttempt(at), result: { ok: true, value } });

  it('W6 lists steps with their state and seconds, and the progress of the synchronization', () => {
    const { state } = drive(
      at,
      { on: 'connect', kind: 'told', event: { event: 'started', step: 'check-host', at: '2026-11-23T06:00:00.000Z' } },
      { on: 'connect', kind: 'told', event: { event: 'done', step: 'check-host', seconds: 1.5 } },
      { on: 'connect', kind: 'told', event: { event: 'progress', step: 'first-sync', sync: { stage: 'write', done: 3, total: 9 } } },
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

  it('W7 replaces only by its own button: Enter keeps the existing connection, and everything typed', () => {
    const asked = outcome({ kind: 'replace-question', existing: { id: 'x', connectorServer: 'OLD', lastSeen: null } });
    const kept = drive(asked, next);

    expect(actsOf(asked.state).danger?.event).toEqual({ on: 'connect', kind: 'replaceAccepted' });
    expect(kept.state).toMatchObject({ step: { kind: 'review' }, forms: at.state.forms });
    expect(drive(asked, { on: 'connect', kind: 'replaceAccepted' }).effects.at(-1)).toMatchObject({
      kind: 'connect',
      answers: { replace: true },
    });
  });

  it('B3 blocks only by its own button, by the name of the plan shown: Enter stops and blocks nothing', () => {
    const held = outcome({ kind: 'held', finding: { plan: 'p7', newBlocks: 14, devices: 212, limitPercent: 5 } });
    const left = drive(held, next);

    expect(actsOf(held.state).danger).toMatchObject({ label: 'wizard.act.block', params: { count: 14 } });
    expect(left.state.step).toMatchObject({ kind: 'done', report: null });
    expect(left.effects.filter((effect) => effect.kind === 'acceptPlan')).toEqual([]);
    expect(drive(held, { on: 'connect', kind: 'planAccepted' }).effects.at(-1)).toMatchObject({ kind: 'acceptPlan', plan: 'p7' });
  });

  it('W8 ends on success with the report, and closing is all that is left in a safe place', () => {
    const done = drive(outcome({ kind: 'connected', report }), {
      on: 'done',
      kind: 'placeTold',
      result: { ok: true, value: { kind: 'safe' } },
    });

    expect(done.state.step).toMatchObject({ kind: 'done', report });
    expect(actsOf(done.state)).toMatchObject({ hasBack: false, cancel: null, danger: null });
    expect(drive(done, next).effects.at(-1)).toEqual({ kind: 'closeWindow' });
  });

  it('W8 ends on failure with the way to the page that can mend it, and everything learned is asked again', () => {
    const failed = drive(at, { on: 'connect', kind: 'ended', attempt: lastAttempt(at), result: { ok: false, error: refused } });

    expect(failed.state.step).toMatchObject({ kind: 'failed', mend: 'account', checks: [{ id: 'vault' }, { id: 'exchange-reach' }] });
    expect(drive(failed, next).state).toMatchObject({ step: { kind: 'account' }, forms: at.state.forms });
    expect(failed.state.kept).toMatchObject({ hostChecks: null, checks: null, preview: null });
  });
});

describe('on every page', () => {
  const everywhere = [begin(), atServer(), atExchange(), atConnection(), atAccount(), atSignIn(), atChecks(), atReview(), atConnecting()];

  it('changes the language in place', () => {
    for (const at of everywhere) {
      const changed = drive(at, { on: 'window', kind: 'languageChosen', language: 'nl' });
      expect(changed.state).toEqual({ ...at.state, language: 'nl' });
      expect(changed.effects.at(-1)).toEqual({ kind: 'setLanguage', language: 'nl' });
    }
  });

  it('asks before it leaves, and staying changes nothing', () => {
    for (const at of everywhere)
      expect(drive(at, { on: 'window', kind: 'cancelAsked' }, { on: 'window', kind: 'cancelDismissed' })).toEqual(at);
  });

  it('ignores events of other pages', () => {
    const foreign = drive(
      begin(),
      server('x'),
      { on: 'account', kind: 'userTyped', user: 'x' },
      { on: 'connection', kind: 'changed', changes: { way: 'own' } },
      { on: 'connect', kind: 'planAccepted' },
      { on: 'connect', kind: 'replaceAccepted' },
      { on: 'signIn', kind: 'otherAccountAsked' },
      { on: 'checks', kind: 'againAsked' },
      { on: 'review', kind: 'previewAsked' },
      { on: 'window', kind: 'passwordTyped', name: 'proxy-password', length: 3 },
      { on: 'done', kind: 'deletionChosen', isChosen: true },
    );

    expect(foreign).toEqual(begin());
  });

  it('tells that something was copied or saved until the next act, whatever is told in between', () => {
    const copied = drive(
      atServer(),
      { on: 'window', kind: 'copyAsked', text: 'x' },
      { on: 'window', kind: 'said', what: 'copied' },
      { on: 'connect', kind: 'told', event: { event: 'check', step: 'check-host', result: check('vault', 'pass') } },
    );

    expect(copied.effects.at(-1)).toEqual({ kind: 'copyText', text: 'x' });
    expect(copied.state.said).toBe('copied');
    expect(drive(ended(copied, check('vault', 'pass')), next).state.said).toBeNull();
  });

  it('what an earlier set-up left is filled in, and observing is the default again', () => {
    const draft = {
      exchange: { type: 'hosted', server: 'https://outlook.contoso.com/', user: 'CONTOSO\\svc' },
      proxy: { server: 'proxy', port: 8080, user: null },
      notification: { address: 'intune@contoso.com' },
      mode: 'enforce',
    } as const;

    expect(begin({ draft }).state.forms).toEqual({
      type: 'hosted',
      server: '',
      address: 'https://outlook.contoso.com/',
      proxy: { way: 'own', server: 'proxy', port: '8080', hasUser: false, user: '' },
      user: 'CONTOSO\\svc',
      notification: { isOn: true, address: 'intune@contoso.com' },
      method: 'browser',
      mode: 'observe',
    });
  });
});
