import { describe, expect, it } from 'vitest';
import { actsOf } from '../../../renderer/wizard/acts.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { ConnectOutcome } from '../../../shared/setup/progress.ts';
import {
  atChecks,
  atConnecting,
  atConnection,
  atReview,
  atServer,
  back,
  check,
  type Drive,
  drive,
  ended,
  goTo,
  lastAttempt,
  next,
} from './wizard-driver.ts';

const cancelling = (at: Drive): Drive => drive(at, { on: 'window', kind: 'cancelAsked' }, { on: 'window', kind: 'cancelConfirmed' });

function connectEnded(at: Drive, value: ConnectOutcome): Drive {
  return drive(at, { on: 'connect', kind: 'ended', attempt: lastAttempt(at), result: { ok: true, value } });
}

function atAccepting(): Drive {
  const held = connectEnded(atConnecting(), { kind: 'held', finding: { plan: 'p7', newBlocks: 14, devices: 212, limitPercent: 5 } });
  return drive(held, { on: 'connect', kind: 'planAccepted' });
}

describe('what runs on a page', () => {
  it.each([
    ['by Back', back, 'signIn'],
    ['along the rail', goTo('exchange'), 'exchange'],
  ] as const)('can be left %s, and ends then', (_name, event, page) => {
    const left = drive(atChecks(), event);

    expect(actsOf(atChecks().state).isBackEnabled).toBe(true);
    expect(left.state.step.kind).toBe(page);
    expect(left.effects.at(-1)).toEqual({ kind: 'cancelChecks' });
  });

  it('ends when set-up is left', () => {
    const testing = drive(atConnection(), { on: 'connection', kind: 'testAsked' });

    expect(cancelling(atServer()).effects.slice(-2)).toEqual([{ kind: 'cancelChecks' }, { kind: 'closeWindow' }]);
    expect(cancelling(testing).effects.slice(-2)).toEqual([{ kind: 'cancelTestNetwork' }, { kind: 'closeWindow' }]);
    expect(cancelling(atReview()).effects.slice(-2)).toEqual([{ kind: 'cancelPreview' }, { kind: 'closeWindow' }]);
  });

  it('is asked for anew when one comes back, and a late answer is not taken for the new one', () => {
    const at = atChecks();
    const again = drive(at, back, next);
    const result = { ok: true, value: [check('vault', 'pass')] } as const;

    expect(again.effects.at(-1)).toMatchObject({ kind: 'runChecks', attempt: lastAttempt(at) + 1 });
    expect(drive(again, { on: 'checks', kind: 'ended', attempt: lastAttempt(at), result }).state).toEqual(again.state);
  });

  it('is not cancelled by going back once it has ended', () => {
    expect(drive(ended(atChecks(), check('vault', 'pass')), back).effects.at(-1)).not.toEqual({ kind: 'cancelChecks' });
  });
});

describe('Cancel while connecting (W6)', () => {
  it('asks, undoes, and comes back to the review with a word about it', () => {
    const { state, effects } = cancelling(atConnecting());
    const after = connectEnded(cancelling(atConnecting()), { kind: 'cancelled' });

    expect(state.step).toMatchObject({ kind: 'connect', phase: 'cancelling' });
    expect(effects.at(-1)).toEqual({ kind: 'cancelConnect' });
    expect(after.state).toMatchObject({ isInstalled: false, step: { kind: 'review', wasCancelled: true } });
  });

  it('does not ask again about what is being cancelled already', () => {
    const at = cancelling(atConnecting());

    expect(drive(at, { on: 'window', kind: 'cancelAsked' })).toEqual(at);
  });

  it('is no failure either when connecting ends before it began', () => {
    const at = atConnecting();
    const error: AppError = { code: 'cancelled', params: {}, retry: 'never' };
    const { state } = drive(at, { on: 'connect', kind: 'ended', attempt: lastAttempt(at), result: { ok: false, error } });

    expect(state).toMatchObject({ isInstalled: false, step: { kind: 'review', wasCancelled: true } });
  });
});

describe('cancelling a synchronization that was held and accepted', () => {
  it('B3 never says that the computer is as before: the connector stays', () => {
    const stopped = connectEnded(cancelling(atAccepting()), { kind: 'cancelled' });

    expect(stopped.state).toMatchObject({ isInstalled: true, step: { kind: 'failed', error: { code: 'cancelled' }, mend: 'review' } });
    expect(actsOf(stopped.state).main?.label).toBe('wizard.act.backTo');
  });

  it('is called stopping, not undoing', () => {
    expect(actsOf(atConnecting().state).cancel).toBe('stopConnecting');
    expect(actsOf(atAccepting().state).cancel).toBe('cancel');
    expect(cancelling(atAccepting()).effects.at(-1)).toEqual({ kind: 'cancelConnect' });
  });
});
