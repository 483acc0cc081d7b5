import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { holdsDeviceId } from '../../simulators/exchange/access.ts';
import { expectedEntries } from '../../simulators/exchange/expectation.ts';
import { foreignEntries } from '../../simulators/exchange/foreign-entries.ts';
import { generateWorld } from '../../simulators/world/generate.ts';
import { at } from '../../simulators/world/random.ts';
import { exchangeWith } from './exchange-place.ts';

const folder = mkdtempSync(join(tmpdir(), 'ec-exchange-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what a phone is told', () => {
  it('changes when the phone next makes contact, not when a list changes', () => {
    const { exchange, organization, run } = exchangeWith(20);
    const phone = organization.phone(0);
    const { mailboxGuid } = organization.ownerOf(phone);
    const before = exchange.access(0);

    run('Set-CASMailbox', { Identity: mailboxGuid, ActiveSyncBlockedDeviceIDs: { Add: [phone.easDeviceId] } });
    expect(exchange.access(0)).toEqual(before);

    organization.contact(0);
    expect(exchange.access(0)).toEqual({ state: 'Blocked', reason: 'Individual', rule: null });
    expect(run('Get-MobileDevice', { Identity: phone.partnershipGuid })).toMatchObject([
      { object: { properties: { DeviceAccessState: 'Blocked', DeviceAccessStateReason: 'Individual' } } },
    ]);
  });

  it('is not said for a new phone yet, unless a personal entry names it', () => {
    const { exchange, organization, objects } = exchangeWith(20, { discoveryMilliseconds: 60_000 });
    const phone = organization.addPhone({ owner: 0 });

    expect(exchange.access(0).state).not.toBe('DeviceDiscovery');
    expect(objects('Get-MobileDevice', { Identity: phone.partnershipGuid })).toMatchObject([
      { DeviceAccessState: 'DeviceDiscovery', DeviceAccessStateReason: 'Global' },
    ]);
    exchange.changeMailbox(0, { blocked: [phone.easDeviceId] });
    organization.contact(phone.index);
    expect(exchange.access(phone.index)).toMatchObject({ state: 'Blocked', reason: 'Individual' });
  });

  it('takes the mailbox policy and the switch of the mailbox into account', () => {
    const { exchange, organization, run } = exchangeWith(20);
    exchange.setMailboxPolicyMet(1, false);
    run('Set-CASMailbox', { Identity: organization.ownerOf(organization.phone(2)).mailboxGuid, ActiveSyncEnabled: false });
    organization.contact(1);
    organization.contact(2);

    expect([exchange.access(1).reason, exchange.access(2).state]).toEqual(['Policy', 'Blocked']);
  });

  it('is known for every phone from the start, by the quarantining default, rules and the entries of others', () => {
    const { exchange, organization } = exchangeWith(300);
    const verdicts = organization.phones().map(({ index }) => exchange.access(index));

    expect(exchange.settings().defaultAccessLevel).toBe('Quarantine');
    for (const reason of ['Global', 'Individual', 'DeviceRule']) expect(verdicts.some((verdict) => verdict.reason === reason)).toBe(true);
  });
});

describe('entries of another administrator', () => {
  it('come from the seed, are few, and stand in the lists', () => {
    const world = generateWorld({ seed: 1, devices: 300 });
    const entries = foreignEntries(world);
    const { exchange, organization } = exchangeWith(300);

    expect(foreignEntries(world)).toEqual(entries);
    expect(entries.length).toBeGreaterThan(5);
    expect(entries.length).toBeLessThan(60);
    for (const { mailboxGuid, list, deviceId } of entries) {
      expect(exchange.mailbox(organization.personByMailbox(mailboxGuid)?.index ?? -1)[list]).toContain(deviceId);
    }
  });

  it('exist in the smallest rehearsals too, for a phone that is there', () => {
    const world = generateWorld({ seed: 4, devices: 5 });

    expect(foreignEntries(world).some(({ deviceId }) => world.phones.some(({ easDeviceId }) => easDeviceId === deviceId))).toBe(true);
  });
});

describe('the state on disk', () => {
  it('is found again by a second run over the same folder', () => {
    const file = join(folder, 'kept.jsonl');
    const first = exchangeWith(20, { stateFile: file });
    const { mailboxGuid, index } = at(first.organization.people(), 6);
    for (const id of ['A1', 'A2', 'A3']) first.run('Set-CASMailbox', { Identity: mailboxGuid, ActiveSyncAllowedDeviceIDs: { Add: [id] } });
    first.run('Set-ActiveSyncOrganizationSettings', { DefaultAccessLevel: 'Block' });
    first.organization.contact(3);

    const second = exchangeWith(20, { stateFile: file });

    expect(second.exchange.mailbox(index)).toEqual(first.exchange.mailbox(index));
    expect(second.exchange.settings().defaultAccessLevel).toBe('Block');
    expect(second.exchange.access(3)).toEqual(first.exchange.access(3));
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(3);
  });

  it('survives a line that was cut while it was written, and refuses one that is not its own', () => {
    const file = join(folder, 'cut.jsonl');
    const first = exchangeWith(20, { stateFile: file });
    first.run('Set-ActiveSyncOrganizationSettings', { DefaultAccessLevel: 'Allow' });
    appendFileSync(file, '{"kind":"settings","set');

    expect(exchangeWith(20, { stateFile: file }).exchange.settings().defaultAccessLevel).toBe('Allow');

    appendFileSync(file, '{"kind":"surprise"}\n');
    expect(() => exchangeWith(20, { stateFile: file })).toThrow('cut.jsonl, line 2');
  });
});

describe('the expectation', () => {
  const { organization } = exchangeWith(300);
  const entries = foreignEntries(organization.world);
  const expected = expectedEntries(organization, entries);

  it('covers every mailbox, keeps the entries of others, and never names a device in both lists of ours', () => {
    expect(expected.size).toBe(organization.people().length);
    for (const { mailboxGuid, list, deviceId } of entries) expect(expected.get(mailboxGuid)?.[list]).toContain(deviceId);
    for (const { allowed, blocked } of expected.values()) expect(allowed.filter((id) => holdsDeviceId(blocked, id))).toEqual([]);
  });

  it('has no entry of ours for people outside the included groups or exempt', () => {
    const included = new Set(
      organization.world.groups.filter(({ displayName }) => displayName !== 'Executives exempt').flatMap(({ people }) => people),
    );
    const exempt = new Set(organization.world.groups.find(({ displayName }) => displayName === 'Executives exempt')?.people);
    const free = organization.people().filter(({ index }) => !included.has(index) || exempt.has(index));

    expect(free.length).toBeGreaterThan(10);
    for (const { mailboxGuid } of free) {
      const lists = expected.get(mailboxGuid);
      expect((lists?.allowed.length ?? -1) + (lists?.blocked.length ?? -1)).toBe(
        entries.filter((entry) => entry.mailboxGuid === mailboxGuid).length,
      );
    }
  });

  it('judges one person by one phone: enrolled and compliant in, everything else out', () => {
    const place = exchangeWith(20);
    const owner = place.organization.world.groups.find(({ displayName }) => displayName === 'Field sales')?.people[0] ?? 0;
    const { mailboxGuid } = at(place.organization.people(), owner);
    const { index, easDeviceId } = place.organization.addPhone({ owner });
    const listOf = () => {
      const lists = expectedEntries(place.organization, []).get(mailboxGuid);
      return [lists?.allowed.includes(easDeviceId) ? 'allowed' : '', lists?.blocked.includes(easDeviceId) ? 'blocked' : ''].join('');
    };

    expect(listOf()).toBe('blocked');
    place.organization.enrol(index);
    expect(listOf()).toBe('allowed');
    place.organization.setEnrolment(index, { complianceState: 'inGracePeriod' });
    expect(listOf()).toBe('allowed');
    place.organization.setEnrolment(index, { complianceState: 'noncompliant' });
    expect(listOf()).toBe('blocked');
    place.organization.setEnrolment(index, { complianceState: 'compliant', easActivated: false });
    expect(listOf()).toBe('blocked');
    place.organization.setEnrolment(index, { easActivated: true, managementState: 'retirePending' });
    expect(listOf()).toBe('blocked');
    place.organization.setEnrolment(index, { managementState: 'managed', managementAgent: 'eas' });
    expect(listOf()).toBe('blocked');
  });
});
