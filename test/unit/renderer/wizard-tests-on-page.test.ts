import { describe, expect, it } from 'vitest';
import { actsOf } from '../../../renderer/wizard/acts.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { Hop } from '../../../shared/setup/engine-verbs.ts';
import {
  atAccount,
  atConnecting,
  atConnection,
  atPreviewed,
  atReview,
  back,
  type Drive,
  drive,
  goTo,
  lastAttempt,
  next,
  password,
  preview,
  server,
  stored,
} from './wizard-driver.ts';

const failure: AppError = { code: 'network.refused', params: { host: 'graph' }, retry: 'administrator' };
const hop = (name: Hop['hop'], state: Hop['state']): Hop => ({ hop: name, state, address: null, milliseconds: null });

describe('the test of the way out (W3)', () => {
  const ask = { on: 'connection', kind: 'testAsked' } as const;
  const testing = drive(atConnection(), ask);
  const proxy = { on: 'connection', kind: 'changed', changes: { way: 'own', server: 'proxy', port: '8080' } } as const;
  const ended = (at: Drive, hops: readonly Hop[]) =>
    drive(at, { on: 'connection', kind: 'ended', attempt: lastAttempt(at), result: { ok: true, value: hops } });

  it('asks for Exchange as entered and by way of the proxy as typed', () => {
    expect(drive(atConnection(), proxy, ask).effects.at(-1)).toMatchObject({
      kind: 'testNetwork',
      proxy: { server: 'proxy', port: 8080, user: null },
      exchange: { type: 'on-premises', server: 'cas01.contoso.com' },
    });
  });

  it('shows each station as it is told, once', () => {
    const { state } = drive(
      testing,
      { on: 'connection', kind: 'told', hop: hop('this-server', 'testing') },
      { on: 'connection', kind: 'told', hop: hop('this-server', 'ok') },
    );

    expect(state.step).toMatchObject({ test: { hops: [{ hop: 'this-server', state: 'ok' }] } });
  });

  it('may be skipped, and is ended by going on', () => {
    expect(drive(atConnection(), next).state.step.kind).toBe('account');
    expect(drive(testing, next).effects.at(-1)).toEqual({ kind: 'cancelTestNetwork' });
  });

  it('can be stopped, and what comes late is ignored', () => {
    const stopped = drive(testing, { on: 'connection', kind: 'testCancelled' });
    const late = drive(stopped, { on: 'connection', kind: 'told', hop: hop('proxy', 'ok') });

    expect(stopped.effects.at(-1)).toEqual({ kind: 'cancelTestNetwork' });
    expect(ended(late, [hop('proxy', 'ok')]).state).toEqual(stopped.state);
  });

  it('is worth nothing any more once the proxy is changed, and is kept while nothing is', () => {
    const done = ended(testing, [hop('exchange', 'ok')]);

    expect(drive(done, proxy).state.step).toMatchObject({ test: { hops: [] } });
    expect(drive(done, next, back).state.step).toMatchObject({ test: { hops: [{ hop: 'exchange' }] } });
    expect(drive(done, goTo('exchange'), server('cas02'), next).state.step).toMatchObject({ test: { hops: [] } });
  });

  it('that could not run says why, and no station seems to be under way', () => {
    const broken = drive(
      testing,
      { on: 'connection', kind: 'told', hop: hop('proxy', 'testing') },
      { on: 'connection', kind: 'ended', attempt: lastAttempt(testing), result: { ok: false, error: failure } },
    );

    expect(broken.state.step).toMatchObject({ test: { busy: null, hops: [], error: failure } });
  });

  it('stores a typed password first, and then begins', () => {
    const user = { on: 'connection', kind: 'changed', changes: { hasUser: true, user: 'svc' } } as const;
    const storing = drive(atConnection(), proxy, user, password('proxy-password', 4), ask);

    expect(storing.effects.at(-1)).toMatchObject({ kind: 'storeSecrets', names: ['proxy-password'] });
    expect(stored(storing).effects.at(-1)).toMatchObject({ kind: 'testNetwork', proxy: { user: 'svc' } });
    expect(stored(storing).state.step.kind).toBe('connection');
  });
});

describe('the test mail (W4)', () => {
  const on = { on: 'account', kind: 'notificationChanged', changes: { isOn: true, address: 'intune@contoso.com' } } as const;
  const ask = { on: 'account', kind: 'testAsked' } as const;
  const sending = stored(drive(atAccount(), on, password('notification-password', 4), ask));
  const sent = { kind: 'sent', to: 'intune@contoso.com', webServices: 'https://mail.contoso.com/EWS/Exchange.asmx' } as const;

  it('needs address and password, and nothing of the connector account', () => {
    expect(drive(atAccount(), on, ask).state.step).toMatchObject({
      notification: { password: { key: 'wizard.problem.passwordEmpty' } },
      problems: { user: null },
    });
    expect(sending.effects.at(-1)).toMatchObject({ kind: 'sendTestMail', notification: { address: 'intune@contoso.com' } });
  });

  it('goes the way that stands on the pages before, since nothing is installed that could say it', () => {
    const proxied = drive(
      atConnection(),
      { on: 'connection', kind: 'changed', changes: { way: 'own', server: 'proxy', port: '8080' } },
      next,
    );
    const asked = stored(drive(proxied, on, password('notification-password', 4), ask));

    expect(asked.effects.at(-1)).toMatchObject({
      kind: 'sendTestMail',
      way: { type: 'on-premises', proxy: { server: 'proxy', port: 8080, user: null } },
    });
  });

  it('says that it was sent, or why not', () => {
    const attempt = lastAttempt(sending);
    const good = drive(sending, { on: 'account', kind: 'ended', attempt, result: { ok: true, value: sent } });
    const error: AppError = { code: 'mail.access-denied', params: {}, retry: 'administrator' };
    const bad = drive(sending, { on: 'account', kind: 'ended', attempt, result: { ok: true, value: { kind: 'failed', error } } });

    expect(good.state.step).toMatchObject({ mail: { busy: null, sent, error: null } });
    expect(bad.state.step).toMatchObject({ mail: { busy: null, sent: null, error } });
  });

  it('can be stopped', () => {
    const stopped = drive(sending, { on: 'account', kind: 'testCancelled' });

    expect(stopped.effects.at(-1)).toEqual({ kind: 'cancelTestMail' });
    expect(stopped.state.step).toMatchObject({ mail: { busy: null } });
  });
});

describe('the preview at the review (B4)', () => {
  it('begins by itself, shows its stages, and ends with the figures', () => {
    const told = drive(atReview(), { on: 'review', kind: 'told', progress: { stage: 'plan', done: 1, total: 2 } });

    expect(atReview().effects.at(-1)).toMatchObject({ kind: 'preview', answers: { mode: 'observe' } });
    expect(told.state.step).toMatchObject({ run: { progress: { stage: 'plan' } } });
    expect(atPreviewed().state.step).toMatchObject({ run: { busy: null, preview } });
  });

  it('is cancelled on leaving and on Connect', () => {
    expect(drive(atReview(), back).effects.at(-1)).toEqual({ kind: 'cancelPreview' });
    expect(drive(atReview(), next).effects.slice(-2)).toMatchObject([{ kind: 'cancelPreview' }, { kind: 'connect' }]);
  });

  it('that failed stops nobody, and can be asked for again', () => {
    const at = atReview();
    const failed = drive(at, { on: 'review', kind: 'ended', attempt: lastAttempt(at), result: { ok: false, error: failure } });

    expect(failed.state.step).toMatchObject({ run: { busy: null, error: failure } });
    expect(drive(failed, next).effects.at(-1)).toMatchObject({ kind: 'connect' });
    expect(drive(failed, { on: 'review', kind: 'previewAsked' }).effects.at(-1)).toMatchObject({ kind: 'preview' });
  });

  it('is not calculated twice for the same answers, whichever mode is chosen', () => {
    const returned = drive(atPreviewed(), { on: 'review', kind: 'modeChosen', mode: 'enforce' }, back, next);

    expect(returned.state).toMatchObject({ forms: { mode: 'enforce' }, step: { run: { busy: null, preview } } });
  });
});

describe('the account certificate at the end (P3)', () => {
  const at = atConnecting();
  const done = drive(at, {
    on: 'connect',
    kind: 'ended',
    attempt: lastAttempt(at),
    result: { ok: true, value: { kind: 'held', finding: { plan: 'p', newBlocks: 1, devices: 2, limitPercent: 1 } } },
  });
  const told = (value: { kind: 'unsafe'; who: string[] } | { kind: 'safe' } | { kind: 'unknown' }) =>
    drive(done, next, { on: 'done', kind: 'placeTold', result: { ok: true, value } });
  const unsafe = told({ kind: 'unsafe', who: ['Everyone'] });

  it('is asked about as soon as connecting has ended', () => {
    expect(drive(done, next).effects.at(-1)).toEqual({ kind: 'judgePlace' });
  });

  it('is deleted by the main act when the place is not safe, and the page says that it is gone before it closes', () => {
    const deleting = drive(unsafe, next);
    const gone = drive(deleting, { on: 'done', kind: 'deleted', result: { ok: true, value: {} } });

    expect(actsOf(unsafe.state).main?.label).toBe('wizard.act.deleteCertificate');
    expect(deleting.effects.at(-1)).toEqual({ kind: 'deleteAccountCertificate' });
    expect(drive(deleting, next)).toEqual(deleting);
    expect(gone.state.step).toMatchObject({ deletion: 'gone' });
    expect(drive(gone, next).effects.at(-1)).toEqual({ kind: 'closeWindow' });
  });

  it('stays when one does not want it deleted, and in a safe place; where nobody knows, it is only offered', () => {
    const declined = drive(unsafe, { on: 'done', kind: 'deletionChosen', isChosen: false }, next);

    for (const one of [declined, drive(told({ kind: 'safe' }), next), drive(told({ kind: 'unknown' }), next)]) {
      expect(one.effects).not.toContainEqual({ kind: 'deleteAccountCertificate' });
      expect(one.effects.at(-1)).toEqual({ kind: 'closeWindow' });
    }
  });

  it('that could not be deleted is told, and can be tried again', () => {
    const failed = drive(unsafe, next, { on: 'done', kind: 'deleted', result: { ok: false, error: failure } });
    const again = drive(failed, { on: 'done', kind: 'deletionChosen', isChosen: true }, next);

    expect(failed.state.step).toMatchObject({ deletion: 'none', error: failure });
    expect(again.effects.at(-1)).toEqual({ kind: 'deleteAccountCertificate' });
  });
});
