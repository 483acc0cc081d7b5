import { describe, expect, it } from 'vitest';
import { actsOf } from '../../../../renderer/maintenance/acts.ts';
import type { MaintenanceEvent } from '../../../../renderer/maintenance/events.ts';
import type { ActPage } from '../../../../renderer/maintenance/state.ts';
import { at, begin, configuration, type Drive, drive, failure, installed, lastAttempt, main, status, stored } from './driver.ts';

function ended(from: Drive, result: Extract<MaintenanceEvent, { kind: 'actEnded' }>['result']): Drive {
  return drive(from, { kind: 'actEnded', attempt: lastAttempt(from), result });
}

const changed = { ok: true, value: { kind: 'changed', restarted: false } } as const;

describe('home', () => {
  it('I5 asks again every ten seconds, one question at a time, and shows what it knew until the answer is there', () => {
    const asked = drive(begin(), { kind: 'timeToAsk' }, { kind: 'timeToAsk' });

    expect(asked.effects).toEqual([{ kind: 'askInstalled', attempt: 1 }]);
    expect(asked.state.installed).toEqual(installed());
    const stopped = installed({ engine: 'stopped', status: null });
    const told = drive(asked, { kind: 'installedRead', attempt: 1, result: { ok: true, value: stopped } });
    expect(told.state).toMatchObject({ installed: { engine: 'stopped' }, step: { kind: 'home', busy: null, error: null } });
  });

  it('ignores a late answer once another page is open', () => {
    const left = drive(begin(), { kind: 'timeToAsk' }, { kind: 'pageChosen', page: 'repair' });

    expect(drive(left, { kind: 'installedRead', attempt: 1, result: { ok: false, error: failure } }).state).toEqual(left.state);
  });

  it('closes the window by its main act and by Escape', () => {
    expect(drive(begin(), main).effects).toEqual([{ kind: 'closeWindow' }]);
    expect(drive(begin(), { kind: 'cancelAsked' }).effects).toEqual([{ kind: 'closeWindow' }]);
  });
});

describe('editing the proxy', () => {
  it('I5 begins with the proxy that is configured, and needs nothing else to be entered again', () => {
    const saved = drive(at('edit-proxy'), { kind: 'proxyTyped', changes: { port: '3128' } }, main);

    expect(saved.effects).toEqual([
      {
        kind: 'maintain',
        attempt: 1,
        act: { act: 'edit-proxy', proxy: { server: 'proxy.contoso.com', port: 3128, user: 'CONTOSO\\web' } },
      },
    ]);
  });

  it('can be switched off', () => {
    const saved = drive(at('edit-proxy'), { kind: 'proxyTyped', changes: { way: 'none' } }, main);

    expect(saved.effects.at(-1)).toMatchObject({ act: { act: 'edit-proxy', proxy: null } });
  });

  it('shows what is wrong, asks main nothing, and forgets the complaint as soon as the field changes', () => {
    const wrong = drive(at('edit-proxy'), { kind: 'proxyTyped', changes: { server: 'http://proxy:8080/' } }, main);

    expect(wrong.effects).toEqual([{ kind: 'focusFirstWrong' }]);
    expect(wrong.state.step).toMatchObject({ problems: { server: { suggestion: 'proxy:8080' }, port: null } });
    const mended = drive(wrong, { kind: 'proxyTyped', changes: { server: 'proxy' } });
    expect(mended.state.step).toMatchObject({ problems: { server: null } });
  });

  it('asks for the password of another user, and stores a typed one before it goes on', () => {
    const other = drive(at('edit-proxy'), { kind: 'proxyTyped', changes: { user: 'CONTOSO\\other' } });
    expect(drive(other, main).state.step).toMatchObject({ problems: { password: { isHint: false } } });

    const storing = drive(other, { kind: 'main', passwordLength: 9 });
    expect(storing.effects).toEqual([{ kind: 'storeSecret', attempt: 1, name: 'proxy-password' }]);
    expect(drive(storing, stored(storing)).effects.at(-1)).toMatchObject({ kind: 'maintain', act: { proxy: { user: 'CONTOSO\\other' } } });
  });

  it('Q8 tests every hop with what is typed; for the password of the service it says that it must be typed', () => {
    const kept = drive(at('edit-proxy'), { kind: 'testAsked', passwordLength: 0 });
    expect(kept.state.step).toMatchObject({ problems: { password: { key: 'maintenance.passwordForTest' } } });

    const plain = drive(at('edit-proxy'), { kind: 'proxyTyped', changes: { hasUser: false } }, { kind: 'testAsked', passwordLength: 0 });
    expect(plain.effects.at(-1)).toEqual({
      kind: 'testNetwork',
      attempt: 1,
      argument: {
        proxy: { server: 'proxy.contoso.com', port: 8080, user: null },
        exchange: { type: 'on-premises', server: 'cas01.contoso.com' },
      },
    });
  });

  it('shows hops as they are told, keeps what was found when the test is stopped, and ignores the late answer', () => {
    const hop = (state: 'testing' | 'ok', name: 'this-server' | 'proxy') =>
      ({ kind: 'hopTold', hop: { hop: name, state, address: null, milliseconds: null } }) as const;
    const testing = drive(
      at('edit-proxy', installed({ configuration: { ...configuration, proxy: '' } })),
      { kind: 'testAsked', passwordLength: 0 },
      hop('ok', 'this-server'),
      hop('testing', 'proxy'),
    );
    const stopped = drive(testing, { kind: 'testStopped' });

    expect(stopped.effects.at(-1)).toEqual({ kind: 'cancelTestNetwork' });
    expect(stopped.state.step).toMatchObject({ busy: null, hops: [{ hop: 'this-server' }] });
    const late = drive(stopped, { kind: 'networkTested', attempt: lastAttempt(testing), result: { ok: true, value: [] } });
    expect(late.state).toEqual(stopped.state);
  });

  it('ends a running test when the page is left', () => {
    const left = drive(
      at('edit-proxy', installed({ configuration: null })),
      { kind: 'testAsked', passwordLength: 0 },
      { kind: 'homeChosen' },
    );

    expect(left.effects.map((effect) => effect.kind)).toEqual(['testNetwork', 'cancelTestNetwork', 'askInstalled']);
  });
});

describe('changing the connector account', () => {
  it('I5 wants the new password also for the same account, and keeps everything when the vault refuses it', () => {
    expect(drive(at('change-credentials'), main).effects).toEqual([{ kind: 'focusFirstWrong' }]);

    const storing = drive(at('change-credentials'), { kind: 'main', passwordLength: 12 });
    const refused = drive(storing, { kind: 'secretStored', attempt: lastAttempt(storing), result: { ok: false, error: failure } });
    expect(refused.state.step).toMatchObject({ kind: 'change-credentials', user: 'CONTOSO\\svc', busy: null, error: failure });
  });

  it('does not ask for a password again that was stored before the act failed', () => {
    const storing = drive(at('change-credentials'), { kind: 'main', passwordLength: 12 });
    const failed = ended(drive(storing, stored(storing)), { ok: false, error: failure });
    const again = drive(failed, main, main);

    expect(failed.state.step.kind).toBe('failed');
    expect(again.effects.at(-1)).toMatchObject({ kind: 'maintain', act: { act: 'change-credentials', user: 'CONTOSO\\svc' } });
  });
});

describe('changing the notification account', () => {
  it('I5 switches it off, or on with another mailbox, after its password is stored', () => {
    const off = drive(at('change-notification'), { kind: 'notificationTyped', changes: { isOn: false } }, main);
    expect(off.effects.at(-1)).toMatchObject({ act: { act: 'change-notification', notification: null } });

    const on = drive(at('change-notification'), { kind: 'notificationTyped', changes: { address: 'new@contoso.com' } });
    const storing = drive(on, { kind: 'main', passwordLength: 5 });
    expect(drive(storing, stored(storing)).effects.at(-1)).toMatchObject({ act: { notification: { address: 'new@contoso.com' } } });
  });

  it('B18 sends a test mail and says where it went, until something else is typed', () => {
    const storing = drive(at('change-notification'), { kind: 'testAsked', passwordLength: 5 });
    const sending = drive(storing, stored(storing));
    expect(sending.effects.at(-1)).toMatchObject({ kind: 'sendTestMail', notification: { address: 'mdm@contoso.com' } });

    const value = { kind: 'sent', to: 'mdm@contoso.com', webServices: 'https://x/EWS/Exchange.asmx' } as const;
    const sent = drive(sending, { kind: 'mailTested', attempt: lastAttempt(sending), result: { ok: true, value } });
    expect(sent.state.step).toMatchObject({ sentTo: 'mdm@contoso.com', busy: null });
    expect(drive(sent, { kind: 'passwordTyped' }).state.step).toMatchObject({ sentTo: null });
  });
});

describe('an act under way', () => {
  const running = drive(at('repair'), main);

  it('shows its steps, and on success what was changed', () => {
    const told = drive(running, { kind: 'setupTold', event: { event: 'started', step: 'stop-engine', at: '2026-03-04T10:00:00.000Z' } });

    expect(told.state.step).toMatchObject({ kind: 'work', run: { steps: [{ step: 'stop-engine', state: 'running' }] } });
    expect(ended(told, changed).state.step).toMatchObject({ kind: 'end', page: 'repair', outcome: { restarted: false } });
  });

  it('asks before it is cancelled, undoes, and is then back on its page which says so', () => {
    const asked = drive(running, { kind: 'cancelAsked' });
    expect(asked.state.isLeaveAsked).toBe(true);
    expect(asked.effects).toEqual(running.effects);

    const cancelling = drive(asked, { kind: 'cancelConfirmed' });
    expect(cancelling.effects.at(-1)).toEqual({ kind: 'cancelConnect' });
    expect(actsOf(cancelling.state).cancel).toBeNull();
    expect(drive(cancelling, { kind: 'cancelAsked' }).state.isLeaveAsked).toBe(false);
    const back = ended(cancelling, { ok: true, value: { kind: 'cancelled' } });
    expect(back.state).toMatchObject({ wasCancelled: true, isLeaveAsked: false, step: { kind: 'repair' } });
  });

  it('takes a failure as cancelled for what it is: no failure', () => {
    expect(ended(running, { ok: false, error: { ...failure, code: 'cancelled' } }).state).toMatchObject({
      wasCancelled: true,
      step: { kind: 'repair' },
    });
  });

  it('cannot be left by the list, nor ended by the answer to another call', () => {
    expect(drive(running, { kind: 'homeChosen' }).state).toEqual(running.state);
    expect(drive(running, { kind: 'actEnded', attempt: 99, result: changed }).state).toEqual(running.state);
  });

  it('that failed leads back to its page with everything typed', () => {
    const typed = drive(at('edit-proxy'), { kind: 'proxyTyped', changes: { hasUser: false, port: '3128' } }, main);
    const failed = ended(typed, { ok: false, error: failure });

    expect(failed.state.step).toMatchObject({ kind: 'failed', error: failure });
    expect(drive(failed, main).state.step).toMatchObject({ kind: 'edit-proxy', form: { port: '3128' }, busy: null });
  });
});

describe('dangerous acts', () => {
  const held = installed({ status: { ...status, held: { plan: 'p7', newBlocks: 14, devices: 212, limitPercent: 5 } } });

  it.each<[ActPage, Drive]>([
    ['uninstall', at('uninstall')],
    ['accept-plan', at('accept-plan', held)],
    ['change-mode', at('change-mode', installed({ configuration: { ...configuration, mode: 'observe' } }))],
  ])('I6 B3 B4 Enter never begins %s: it leads back to the list', (_page, from) => {
    expect(actsOf(from.state).danger).not.toBeNull();
    expect(drive(from, main).effects.map((effect) => effect.kind)).toEqual(['askInstalled']);
    expect(drive(from, { kind: 'dangerAccepted' }).state.step.kind).toBe('work');
  });

  it('I6 removes exactly what was chosen, and the button names it', () => {
    const plain = drive(at('uninstall'), { kind: 'dangerAccepted' });
    expect(plain.effects).toEqual([{ kind: 'maintain', attempt: 1, act: { act: 'uninstall', removeData: false, takeBack: false } }]);

    const all = drive(at('uninstall'), { kind: 'removalChosen', removeData: true, takeBack: true });
    expect(actsOf(all.state).danger?.label).toBe('maintenance.act.removeAll');
    expect(drive(all, { kind: 'dangerAccepted' }).effects.at(-1)).toMatchObject({ act: { removeData: true, takeBack: true } });
  });

  it('I6 after removal there is only the way out', () => {
    const removing = drive(at('uninstall'), { kind: 'dangerAccepted' });
    const removed = ended(removing, { ok: true, value: { kind: 'removed', left: ['/data'], takenBack: 3 } });

    expect(actsOf(removed.state)).toMatchObject({ back: null, danger: null, cancel: null, main: { label: 'wizard.act.close' } });
    expect(drive(removed, main).effects.at(-1)).toEqual({ kind: 'closeWindow' });
  });

  it('B3 accepts the held plan by its name, and shows the new one when it has changed', () => {
    const accepted = drive(at('accept-plan', held), { kind: 'dangerAccepted' });
    expect(accepted.effects).toEqual([{ kind: 'acceptPlan', attempt: 1, plan: 'p7' }]);

    const finding = { plan: 'p8', newBlocks: 20, devices: 212, limitPercent: 5 };
    const again = drive(accepted, { kind: 'planEnded', attempt: 1, result: { ok: true, value: { kind: 'held', finding } } });
    expect(again.state.step).toEqual({ kind: 'accept-plan', finding });
  });

  it('going back to observing takes nothing from anybody, and is the main act', () => {
    const { state } = at('change-mode');

    expect(actsOf(state)).toMatchObject({ danger: null, main: { label: 'maintenance.act.observe' } });
    expect(drive(at('change-mode'), main).effects.at(-1)).toMatchObject({ act: { act: 'change-mode', mode: 'observe' } });
  });
});

describe('replace', () => {
  it.each([true, false])('I5 W7 enters the wizard, with keepData %s as chosen', (keepData) => {
    const from = drive(at('replace'), { kind: 'keepDataChosen', keepData });

    expect(at('replace').state.step).toMatchObject({ keepData: true });
    expect(drive(from, main).effects).toEqual([{ kind: 'enterWizard', keepData }]);
  });
});
