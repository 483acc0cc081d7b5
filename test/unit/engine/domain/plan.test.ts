import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../../engine/domain/decide.ts';
import { deviceKey } from '../../../../engine/domain/device-key.ts';
import type { Mailbox, OrganizationRules } from '../../../../engine/domain/exchange.ts';
import type { OwnEntry } from '../../../../engine/domain/own-entry.ts';
import { applyChange, type PlanInput, planMailbox } from '../../../../engine/domain/plan.ts';
import { effectOf } from '../../../../engine/sync/settling.ts';
import { device, mailbox, mailboxGuid } from '../../../builders/domain.ts';

const rules: OrganizationRules = { defaultLevel: 'quarantine', rules: [] };
const guid = mailboxGuid(1);

function decided(id: string, wanted: Decision['wanted']) {
  return { device: device(id), decision: { wanted, reason: 'default-rule', evidence: [] } as const };
}

function own(deviceId: string, list: OwnEntry['list']): OwnEntry {
  return { mailbox: guid, deviceId, list };
}

function plan(input: Partial<PlanInput>) {
  return planMailbox({ mailbox: mailbox(1), devices: [], own: [], rules, ...input });
}

describe('the plan of one mailbox', () => {
  it('puts all changes of a mailbox into one', () => {
    const box = mailbox(1, { allowedDeviceIds: ['B2', 'C3'], blockedDeviceIds: ['A1'] });
    const planned = plan({
      mailbox: box,
      devices: [decided('A1', 'allow'), decided('B2', 'block'), decided('D4', 'block')],
      own: [own('A1', 'block'), own('B2', 'allow'), own('C3', 'allow')],
    });

    expect(planned.change).toEqual({
      mailbox: guid,
      allowAdd: ['A1'],
      allowRemove: ['B2', 'C3'],
      blockAdd: ['B2', 'D4'],
      blockRemove: ['A1'],
    });
    expect(planned.devices.map(({ before, after }) => [before, after])).toEqual([
      ['blocked', 'allowed'],
      ['allowed', 'blocked'],
      ['quarantined', 'blocked'],
    ]);
  });

  it('writes an id as Exchange has it and takes it off as the list has it', () => {
    const box = mailbox(1, { allowedDeviceIds: ['aPPl1'] });
    const planned = plan({ mailbox: box, devices: [decided('Appl1', 'block')], own: [own('APPL1', 'allow')] });

    expect(planned.change).toMatchObject({ allowRemove: ['aPPl1'], blockAdd: ['Appl1'] });
  });

  it('leaves an id alone that another administrator put on a list, and says that he overrules us', () => {
    const planned = plan({ mailbox: mailbox(1, { allowedDeviceIds: ['a1'] }), devices: [decided('A1', 'block')] });

    expect(planned.change).toBeNull();
    expect(planned.devices[0]).toMatchObject({ overruled: true, after: 'allowed', view: { intended: 'allowed', wanted: 'block' } });
    expect(planned.devices[0]?.evidence).toContainEqual({ key: 'foreign-entry', answer: 'yes', fact: 'allow' });
  });

  it.each([
    ['allow', 'block', 'allow', { allowRemove: ['A1'], blockRemove: [] }],
    ['allow', 'block', 'none', { allowRemove: ['A1'], blockRemove: [] }],
    ['block', 'allow', 'block', { allowRemove: [], blockRemove: ['A1'] }],
    ['block', 'allow', 'allow', { allowRemove: [], blockRemove: ['A1'] }],
  ] as const)(
    'lets nothing of ours on the %s list work against an entry that somebody else put on the %s list (we want %s)',
    (ours, theirs, wanted, removed) => {
      const box = mailbox(1, { allowedDeviceIds: ['A1'], blockedDeviceIds: ['A1'] });
      const planned = plan({ mailbox: box, devices: [decided('A1', wanted)], own: [own('A1', ours)] });

      expect(planned.change).toEqual({ mailbox: guid, allowAdd: [], blockAdd: [], ...removed });
      expect(planned.devices[0]?.evidence).toContainEqual({ key: 'foreign-entry', answer: 'yes', fact: theirs });
    },
  );

  it.each([
    ['allow', 'yes', 'ActiveSyncAllowedDeviceIDs'],
    ['block', 'no', 'ActiveSyncBlockedDeviceIDs'],
    ['none', 'no', 'DefaultAccessLevel: quarantine'],
  ] as const)('ends the evidence of a device that should have the entry %s with what Exchange makes of it', (wanted, answer, fact) => {
    expect(plan({ devices: [decided('A1', wanted)] }).devices[0]?.evidence.at(-1)).toEqual({ key: 'exchange', answer, fact });
  });

  it('names the device rule of Exchange that decides', () => {
    const blocking = { name: 'iPhone(DeviceType)', characteristic: 'DeviceType', query: 'iPhone', level: 'block' } as const;
    const planned = plan({ devices: [decided('A1', 'none')], rules: { defaultLevel: 'allow', rules: [blocking] } });

    expect(planned.devices[0]?.evidence).toContainEqual({ key: 'exchange', answer: 'no', fact: 'iPhone(DeviceType): block' });
  });

  it('reports an id that must not be written, and does not write it', () => {
    const planned = plan({ devices: [decided("x'); Remove-Mailbox *", 'block')] });

    expect(planned.change).toBeNull();
    expect(planned.devices[0]).toMatchObject({ overruled: true, after: 'quarantined' });
    expect(planned.devices[0]?.evidence).toContainEqual({ key: 'unwritable-id', answer: 'yes', fact: "x'); Remove-Mailbox *" });
  });

  it('takes our entries of a device that is gone off the lists', () => {
    const planned = plan({ mailbox: mailbox(1, { allowedDeviceIds: ['A1', 'Other'] }), own: [own('A1', 'allow')] });

    expect(planned.change).toMatchObject({ allowAdd: [], allowRemove: ['A1'], blockAdd: [], blockRemove: [] });
    expect(planned.abandoned).toEqual(['A1']);
  });

  it('forgets an entry that somebody took off: should he put it back, it is his', () => {
    const planned = plan({ devices: [decided('A1', 'none')], own: [own('A1', 'allow')] });

    expect(planned).toMatchObject({ change: null, forgotten: [own('A1', 'allow')] });
  });
});

describe('laws of the plan', () => {
  const ids = fc.constantFrom('A1', 'a1', 'B2', 'C3', 'D4', 'not writable!');
  const onList = fc.uniqueArray(ids, { selector: deviceKey });
  const wanted = fc.constantFrom('allow' as const, 'block' as const, 'none' as const);
  const input: fc.Arbitrary<PlanInput> = fc
    .record({
      allowed: onList,
      blocked: onList,
      devices: fc.uniqueArray(fc.tuple(ids, wanted), { selector: ([id]) => id }),
      oursAllowed: fc.array(ids),
      oursBlocked: fc.array(ids),
    })
    .map(({ allowed, blocked, devices, oursAllowed, oursBlocked }) => ({
      mailbox: mailbox(1, { allowedDeviceIds: allowed, blockedDeviceIds: blocked }),
      devices: devices.map(([id, want]) => decided(id, want)),
      own: [...oursAllowed.map((id) => own(id, 'allow')), ...oursBlocked.map((id) => own(id, 'block'))],
      rules,
    }));

  /** The mailbox and our entries once the plan is carried out and settled. */
  function carriedOut(before: PlanInput): PlanInput {
    const { change, forgotten } = planMailbox(before);
    const kept = before.own.filter((entry) => !forgotten.some((one) => same(one, entry)));
    if (change === null) return { ...before, own: kept };
    const now = applyChange(before.mailbox, change);
    const { gained, given } = effectOf(change, now).own;
    return { ...before, mailbox: now, own: [...kept.filter((entry) => !given.some((one) => same(one, entry))), ...gained] };
  }

  function same(left: OwnEntry, right: OwnEntry): boolean {
    return left.list === right.list && deviceKey(left.deviceId) === deviceKey(right.deviceId);
  }

  function foreign(box: Mailbox, owned: readonly OwnEntry[], list: OwnEntry['list']): readonly string[] {
    const ids = list === 'allow' ? box.allowedDeviceIds : box.blockedDeviceIds;
    return ids.filter((deviceId) => !owned.some((entry) => same(entry, { mailbox: guid, deviceId, list })));
  }

  it('once carried out, there is nothing left to change', () => {
    fc.assert(
      fc.property(input, (before) => {
        expect(planMailbox(carriedOut(before)).change).toBeNull();
      }),
    );
  });

  it("nobody else's entry is ever touched", () => {
    fc.assert(
      fc.property(input, (before) => {
        const after = carriedOut(before);
        expect(foreign(after.mailbox, after.own, 'allow')).toEqual(foreign(before.mailbox, before.own, 'allow'));
        expect(foreign(after.mailbox, after.own, 'block')).toEqual(foreign(before.mailbox, before.own, 'block'));
      }),
    );
  });

  it('no id is added that stands on a list already, or on both at once', () => {
    fc.assert(
      fc.property(input, (before) => {
        const change = planMailbox(before).change;
        const added = [...(change?.allowAdd ?? []), ...(change?.blockAdd ?? [])].map(deviceKey);
        const removed = new Set([...(change?.allowRemove ?? []), ...(change?.blockRemove ?? [])].map(deviceKey));
        const standing = [...before.mailbox.allowedDeviceIds, ...before.mailbox.blockedDeviceIds].map(deviceKey);
        expect(new Set(added).size).toBe(added.length);
        expect(added.filter((key) => standing.includes(key) && !removed.has(key))).toEqual([]);
      }),
    );
  });

  it('only ids of the safe form are ever written', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 256, unit: 'binary' }), (id) => {
        const change = plan({ devices: [decided(id, 'block')] }).change;
        expect(change === null || /^[A-Za-z0-9]{1,64}$/.test(id)).toBe(true);
      }),
    );
  });
});
