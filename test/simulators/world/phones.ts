/** Believable phones: models, systems and identities as Exchange gets to see them, and their enrolment in Intune. */
import { hostileTexts } from './hostile-texts.ts';
import { at, type Random, stableGuid } from './random.ts';
import type { Enrolment, Person, Phone } from './world.ts';

/** The rehearsal's "now". Nothing in the world depends on the clock of the machine. */
export const baseDate = Date.UTC(2026, 10, 1);

const capitals = 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789';
const hexadecimal = '0123456789abcdef';
const minute = 60_000;
const yearInMinutes = 365 * 24 * 60;

type Look = Pick<Phone, 'easDeviceId' | 'deviceType' | 'model' | 'system' | 'userAgent' | 'operatingSystem'> & { readonly kind: string };

const appleModels = [
  ['iPhone', 'iPhone15C2', '2101.403', 'iOS 17.5.1 21F90'],
  ['iPhone', 'iPhone16C1', '2205.60', 'iOS 18.6 22G86'],
  ['iPhone', 'iPhone14C5', '2007.71', 'iOS 16.7.8 20H343'],
  ['iPhone', 'iPhone17C3', '2301.341', 'iOS 26.0.1 23A355'],
  ['iPad', 'iPad13C18', '2205.60', 'iOS 18.6 22G86'],
  ['iPad', 'iPad14C3', '2101.403', 'iOS 17.5.1 21F90'],
] as const;
const samsungModels = ['SM-S918B', 'SM-A546B', 'SM-G998B', 'SM-X710'] as const;
const pixelModels = ['Pixel 8', 'Pixel 9 Pro', 'Pixel 7a', 'Nothing A065', 'XQ-DQ54'] as const;
const computers = ['Latitude 7440', 'Surface Pro 10', 'ThinkPad X1 Carbon'] as const;

/** What a phone of some kind looks like; its id is 1 to 32 letters and digits, as real ones are. */
export function drawLook(random: Random): Look {
  return random.weighted<(random: Random) => Look>([
    [50, appleLook],
    [22, samsungLook],
    [18, androidLook],
    [10, windowsLook],
  ])(random);
}

function appleLook(random: Random): Look {
  const [deviceType, model, build, system] = random.pick(appleModels);
  const easDeviceId = random.next() < 0.4 ? `Appl${random.text(12, capitals)}` : random.text(26, capitals);
  return { kind: deviceType, easDeviceId, deviceType, model, system, userAgent: `Apple-${model}/${build}`, operatingSystem: 'iOS' };
}

function samsungLook(random: Random): Look {
  const model = random.pick(samsungModels);
  const release = 12 + random.below(4);
  return {
    kind: 'Galaxy',
    easDeviceId: `SEC${random.text(13, hexadecimal).toUpperCase()}`,
    deviceType: model.replaceAll('-', '').replace('SM', 'SAMSUNGSM'),
    model,
    system: `Android ${release}`,
    userAgent: `SAMSUNG-${model}/101.${release}0000`,
    operatingSystem: 'Android',
  };
}

function androidLook(random: Random): Look {
  const model = random.pick(pixelModels);
  return {
    kind: model,
    easDeviceId: `androidc${random.text(random.next() < 0.5 ? 10 : 24, hexadecimal)}`,
    deviceType: 'Android',
    model,
    system: `Android ${13 + random.below(4)}`,
    userAgent: 'Android-Mail/2026.09.14.682413372.Release',
    operatingSystem: 'Android',
  };
}

function windowsLook(random: Random): Look {
  return {
    kind: 'laptop',
    easDeviceId: random.text(32, hexadecimal).toUpperCase(),
    deviceType: 'WindowsMail',
    model: random.pick(computers),
    system: 'Windows 10.0.22631',
    userAgent: 'MSFT-WIN-3/10.0.22631',
    operatingSystem: 'Windows',
  };
}

/** The phone at `index`, with texts of its own choosing still harmless. */
export function drawPhone(seed: number, index: number, owner: Person, random: Random): Phone {
  const { kind, ...look } = drawLook(random);
  const firstSync = baseDate - (60 + random.below(yearInMinutes)) * minute;
  return {
    index,
    owner: owner.index,
    ...look,
    partnershipGuid: stableGuid(seed, `partnership ${index}`),
    friendlyName: `${at(owner.displayName.split(' '), 0)}'s ${kind}`,
    imei: look.operatingSystem === 'Windows' ? '' : `35${random.text(13, '0123456789')}`,
    firstSync: new Date(firstSync).toISOString(),
    enrolment: drawEnrolment(seed, index, look.operatingSystem, random),
  };
}

/** A well-behaved enrolment, for a phone that enrols now. */
export function freshEnrolment(seed: number, phoneIndex: number, operatingSystem: string): Enrolment {
  return {
    managedDeviceId: stableGuid(seed, `managed device ${phoneIndex}`),
    azureAdDeviceId: stableGuid(seed, `directory device ${phoneIndex}`),
    managementState: 'managed',
    managementAgent: operatingSystem === 'Android' ? 'googleCloudDevicePolicyController' : 'mdm',
    complianceState: 'compliant',
    easActivated: true,
    enrolledAt: new Date(baseDate + phoneIndex * minute).toISOString(),
  };
}

function drawEnrolment(seed: number, index: number, operatingSystem: string, random: Random): Enrolment | null {
  const variation = random.weighted<Partial<Enrolment> | null>([
    [54, {}],
    [4, { managementAgent: 'easMdm' }],
    [2, { managementState: 'unhealthy' }],
    [8, { complianceState: 'noncompliant' }],
    [4, { complianceState: 'inGracePeriod' }],
    [2, { complianceState: 'unknown' }],
    [1, { complianceState: 'conflict' }],
    [5, { easActivated: false }],
    [3, { managementState: 'retirePending' }],
    [1, { managementState: 'wipePending' }],
    [2, { managementAgent: 'eas' }],
    [14, null],
  ]);
  const daysAgo = 1 + random.below(300);
  if (variation === null) return null;
  const enrolledAt = new Date(baseDate - daysAgo * 24 * 60 * minute).toISOString();
  return { ...freshEnrolment(seed, index, operatingSystem), enrolledAt, ...variation };
}

const chosenByThePhone = ['friendlyName', 'model', 'system', 'userAgent', 'deviceType', 'imei'] as const;

/** Every fifth phone says hostile things, mostly in one field, now and then in all of them. Every hostile text is used in turn. */
export function withHostileTexts(phones: readonly Phone[]): readonly Phone[] {
  let used = 0;
  const nextText = () => {
    used += 1;
    return at(hostileTexts, (used - 1) % hostileTexts.length);
  };
  return phones.map((phone) => {
    if (phone.index % 5 !== 3) return phone;
    const turn = (phone.index - 3) / 5;
    const fields: readonly string[] = turn % 7 === 0 ? chosenByThePhone : [at(chosenByThePhone, turn % chosenByThePhone.length)];
    return { ...phone, ...Object.fromEntries(fields.map((field) => [field, nextText()])) };
  });
}
