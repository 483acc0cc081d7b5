import { describe, expect, it } from 'vitest';
import { actsOf } from '../../../renderer/wizard/acts.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { ConnectOutcome } from '../../../shared/setup/progress.ts';
import { atChecks, atConnecting, check, type Drive, drive, lastAttempt } from './wizard-driver.ts';

const cancelling = (at: Drive): Drive => drive(at, { kind: 'cancelAsked' }, { kind: 'cancelConfirmed' });

function ended(at: Drive, value: ConnectOutcome): Drive {
  return drive(at, { kind: 'connectEnded', attempt: lastAttempt(at), result: { ok: true, value } });
}

function atAccepting(): Drive {
  const held = ended(atConnecting(), { kind: 'held', finding: { plan: 'p7', newBlocks: 14, devices: 212, limitPercent: 5 } });
  return drive(held, { kind: 'planAccepted' });
}

describe('checks that run', () => {
  it.each([
    ['by Back', { kind: 'back' }, 'signIn'],
    ['along the rail', { kind: 'goTo', page: 'exchange' }, 'exchange'],
  ] as const)('can be left %s, and end then', (_name, event, page) => {
    const left = drive(atChecks(), event);

    expect(actsOf(atChecks().state).isBackEnabled).toBe(true);
    expect(left.state.step.kind).toBe(page);
    expect(left.effects.at(-1)).toEqual({ kind: 'cancelChecks' });
  });

  it('end when set-up is left', () => {
    expect(cancelling(atChecks()).effects.slice(-2)).toEqual([{ kind: 'cancelChecks' }, { kind: 'closeWindow' }]);
  });

  it('are asked for anew when one comes back, and their late answer is not taken for the new one', () => {
    const at = atChecks();
    const again = drive(at, { kind: 'back' }, { kind: 'next', passwordLength: 0 });
    const result = { ok: true, value: [check('vault', 'pass')] } as const;

    expect(again.effects.at(-1)).toMatchObject({ kind: 'runChecks', attempt: lastAttempt(at) + 1 });
    expect(drive(again, { kind: 'checksEnded', attempt: lastAttempt(at), result }).state).toEqual(again.state);
  });

  it('that have ended are not cancelled by going back', () => {
    const at = atChecks();
    const result = { ok: true, value: [check('vault', 'pass')] } as const;
    const back = drive(at, { kind: 'checksEnded', attempt: lastAttempt(at), result }, { kind: 'back' });

    expect(back.effects.at(-1)).not.toEqual({ kind: 'cancelChecks' });
  });
});

describe('Escape', () => {
  it('does not ask again about what is being cancelled already', () => {
    const at = cancelling(atConnecting());

    expect(drive(at, { kind: 'cancelAsked' })).toEqual(at);
  });
});

describe('cancelling a synchronization that was held and accepted', () => {
  it('B3 never says that the computer is as before: the connector stays', () => {
    const stopped = ended(cancelling(atAccepting()), { kind: 'cancelled' });

    expect(stopped.state).toMatchObject({ isInstalled: true, step: { kind: 'failed', error: { code: 'cancelled' }, mend: 'connect' } });
    expect(actsOf(stopped.state).main?.label).toBe('wizard.act.backTo');
  });

  it('is called stopping, not undoing', () => {
    expect(actsOf(atConnecting().state).cancel).toBe('stopConnecting');
    expect(actsOf(atAccepting().state).cancel).toBe('cancel');
    expect(cancelling(atAccepting()).effects.at(-1)).toEqual({ kind: 'cancelConnect' });
  });
});

describe('connecting that ends as cancelled', () => {
  it('before it began is no failure either', () => {
    const at = atConnecting();
    const error: AppError = { code: 'cancelled', params: {}, retry: 'never' };
    const { state } = drive(at, { kind: 'connectEnded', attempt: lastAttempt(at), result: { ok: false, error } });

    expect(state).toMatchObject({ isInstalled: false, step: { kind: 'connect', phase: 'review', wasCancelled: true } });
  });
});
