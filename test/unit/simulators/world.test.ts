import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isWritableDeviceId } from '../../../shared/ids.ts';
import { generateWorld } from '../../simulators/world/generate.ts';
import { hostileTexts } from '../../simulators/world/hostile-texts.ts';
import { Organization } from '../../simulators/world/organization.ts';
import type { Phone, World } from '../../simulators/world/world.ts';

const folder = mkdtempSync(join(tmpdir(), 'ec-world-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const world = generateWorld({ seed: 1, devices: 400 });

function shareOf(phones: readonly Phone[], isMeant: (phone: Phone) => boolean): number {
  return phones.filter(isMeant).length / phones.length;
}

function membersOf(groupName: string, from: World = world): readonly number[] {
  return from.groups.find(({ displayName }) => displayName === groupName)?.people ?? [];
}

describe('the generated world', () => {
  it('is the same for the same seed and size, and another for another seed', () => {
    expect(generateWorld({ seed: 1, devices: 400 })).toEqual(world);
    expect(generateWorld({ seed: 2, devices: 400 }).phones).not.toEqual(world.phones);
  });

  it('has the asked number of partnerships on about 0.7 times as many mailboxes', () => {
    expect(world.phones).toHaveLength(400);
    expect(world.people).toHaveLength(280);
    expect(generateWorld({ seed: 1, devices: 1 }).people).toHaveLength(1);
    expect(() => generateWorld({ seed: 1, devices: 0 })).toThrow(RangeError);
  });

  it('gives every person, mailbox, account, address and partnership an identity of its own', () => {
    const unique = (values: readonly string[]) => new Set(values.map((value) => value.toLowerCase())).size;

    for (const field of [
      'userId',
      'mailboxGuid',
      'samAccountName',
      'primarySmtpAddress',
      'userPrincipalName',
      'securityIdentifier',
    ] as const) {
      expect(unique(world.people.map((person) => person[field]))).toBe(world.people.length);
    }
    expect(unique(world.phones.map(({ partnershipGuid }) => partnershipGuid))).toBe(world.phones.length);
    expect(world.people.every(({ primarySmtpAddress }) => /^[a-z]+\.[a-z]+\d*@contoso\.test$/.test(primarySmtpAddress))).toBe(true);
  });

  it('uses every hostile text in a field that a phone chooses, and none in a device id', () => {
    const chosen = world.phones.flatMap(({ friendlyName, model, system, userAgent, deviceType, imei }) => [
      friendlyName,
      model,
      system,
      userAgent,
      deviceType,
      imei,
    ]);

    expect(hostileTexts.filter((text) => !chosen.includes(text))).toEqual([]);
    expect(Math.max(...hostileTexts.map(({ length }) => length))).toBe(256);
    expect(world.phones.filter(({ easDeviceId }) => !isWritableDeviceId(easDeviceId) || easDeviceId.length > 32)).toEqual([]);
  });

  it('has about three in five phones enrolled, managed and compliant, and every other kind too', () => {
    const isGood = ({ enrolment }: Phone) =>
      enrolment?.complianceState === 'compliant' &&
      enrolment.managementState === 'managed' &&
      enrolment.easActivated &&
      enrolment.managementAgent !== 'eas';
    const good = shareOf(world.phones, isGood);

    expect(good).toBeGreaterThan(0.5);
    expect(good).toBeLessThan(0.7);
    expect(world.phones.some(({ enrolment }) => enrolment === null)).toBe(true);
    expect(world.phones.some(({ enrolment }) => enrolment?.easActivated === false)).toBe(true);
    expect(world.phones.some(({ enrolment }) => enrolment?.complianceState === 'inGracePeriod')).toBe(true);
    expect(world.phones.some(({ enrolment }) => enrolment?.managementState === 'retirePending')).toBe(true);
  });

  it('has a few phones on two mailboxes, enrolled for their owner only', () => {
    const twins = world.phones.filter((phone) =>
      world.phones.some((other) => other.easDeviceId === phone.easDeviceId && other.owner !== phone.owner),
    );
    const copies = twins.filter((phone) => world.phones.findIndex(({ easDeviceId }) => easDeviceId === phone.easDeviceId) !== phone.index);

    expect(copies.length).toBeGreaterThan(0);
    expect(copies.length).toBeLessThan(20);
    expect(copies.every(({ enrolment }) => enrolment === null)).toBe(true);
  });

  it('has included people directly and in nested groups, exempt people, and people in no group', () => {
    const grouped = new Set(world.groups.flatMap(({ people }) => people));
    const included = new Set([...membersOf('Mobile users'), ...membersOf('Field sales'), ...membersOf('Field sales north')]);

    expect(membersOf('Mobile users').length).toBeGreaterThan(0);
    expect(membersOf('Field sales north').some((person) => !membersOf('Mobile users').includes(person))).toBe(true);
    expect(membersOf('Executives exempt').some((person) => included.has(person))).toBe(true);
    expect(world.people.some(({ index }) => !grouped.has(index))).toBe(true);
  });
});

describe('the living organization', () => {
  it('finds a person by user, mailbox and any address, without regard to case', () => {
    const organization = new Organization(world);
    const person = organization.ownerOf(organization.phone(7));

    expect(organization.personByUserId(person.userId.toUpperCase())).toBe(person);
    expect(organization.personByMailbox(person.mailboxGuid.toUpperCase())).toBe(person);
    expect(person.proxyAddresses.map((address) => organization.personByAddress(address.slice(5).toUpperCase()))).toEqual(
      person.proxyAddresses.map(() => person),
    );
    expect(organization.personByAddress('nobody@contoso.test')).toBeNull();
  });

  it('tells listeners of each contact until they stop listening, and a new phone makes contact at once', () => {
    const organization = new Organization(world);
    const seen: number[] = [];
    const stop = organization.onContact(({ index }) => void seen.push(index));

    organization.contact(3);
    const added = organization.addPhone({ owner: 3 });
    stop();
    organization.contact(4);

    expect(seen).toEqual([3, added.index]);
    expect(organization.phonesOf(3)).toContain(added);
  });

  it('finds new and changed phones again in its state file', () => {
    const stateFile = join(folder, 'kept.json');
    const before = new Organization(world, { stateFile });
    const added = before.addPhone({ owner: 5, friendlyName: hostileTexts[0] ?? '' });
    before.enrol(added.index, { complianceState: 'noncompliant' });
    before.unenrol(0);
    before.setEnrolment(added.index, { easActivated: false });

    const after = new Organization(world, { stateFile });

    expect(after.phones()).toEqual(before.phones());
    expect(after.phone(added.index).enrolment).toMatchObject({ complianceState: 'noncompliant', easActivated: false });
    expect(after.phonesOf(5)).toEqual(before.phonesOf(5));
  });

  it('refuses a folder of another rehearsal and a file that is not its own', () => {
    const stateFile = join(folder, 'other.json');
    new Organization(generateWorld({ seed: 9, devices: 20 }), { stateFile });
    const broken = join(folder, 'broken.json');
    writeFileSync(broken, '{"seed":');

    expect(() => new Organization(world, { stateFile })).toThrow('20 devices with seed 9');
    expect(() => new Organization(world, { stateFile: broken })).toThrow('broken.json');
    expect(JSON.parse(readFileSync(stateFile, 'utf8'))).toMatchObject({ seed: 9 });
  });
});
