/** Makes a rehearsal organization out of a seed: the same seed and size give the same organization everywhere. */
import { generatePeople } from './people.ts';
import { drawPhone, withHostileTexts } from './phones.ts';
import { at, createRandom, type Random, stableGuid } from './random.ts';
import type { DirectoryGroup, Person, Phone, World, WorldOptions } from './world.ts';

const phonesPerSharedPhone = 40;

/** `devices` counts partnerships: a phone that is on two mailboxes counts twice. Throws a RangeError when it is not a whole number above 0. */
export function generateWorld(options: WorldOptions): World {
  if (!Number.isSafeInteger(options.devices) || options.devices < 1) throw new RangeError('devices must be a whole number above 0');
  const { seed } = options;
  const random = createRandom(seed);
  const domain = 'contoso.test';
  const people = generatePeople({ seed, domain, count: Math.max(1, Math.round(options.devices * 0.7)) }, random);
  const phones = shareSomePhones(seed, withHostileTexts(drawPhones(options, people, random)), people, random);
  const groups = drawGroups(seed, people, random);
  return {
    seed,
    tenantId: stableGuid(seed, 'tenant'),
    clientId: stableGuid(seed, 'client'),
    organization: 'Contoso',
    domain,
    people,
    phones,
    groups,
    includedGroups: [stableGuid(seed, 'group Mobile users')],
    excludedGroups: [stableGuid(seed, 'group Executives exempt')],
  };
}

/** One phone for each person first; the rest are second phones of some. */
function drawPhones(options: WorldOptions, people: readonly Person[], random: Random): readonly Phone[] {
  return Array.from({ length: options.devices }, (_, index) => {
    const owner = people[index] ?? random.pick(people);
    return drawPhone(options.seed, index, owner, random);
  });
}

/** The last few phones are in truth other people's phones, also set up for this mailbox; Intune knows them under their owner only. */
function shareSomePhones(seed: number, phones: readonly Phone[], people: readonly Person[], random: Random): readonly Phone[] {
  if (phones.length === people.length) return phones;
  const sharedFrom = phones.length - Math.ceil((phones.length - people.length) / (phonesPerSharedPhone * 0.3));
  return phones.map((phone) => {
    if (phone.index < sharedFrom) return phone;
    const original = at(phones, random.below(people.length));
    if (original.owner === phone.owner) return phone;
    const { index, owner, firstSync } = phone;
    return { ...original, index, owner, firstSync, partnershipGuid: stableGuid(seed, `partnership ${index}`), enrolment: null };
  });
}

function drawGroups(seed: number, people: readonly Person[], random: Random): readonly DirectoryGroup[] {
  const members: Readonly<Record<'mobile' | 'sales' | 'north' | 'executives', number[]>> = {
    mobile: [],
    sales: [],
    north: [],
    executives: [],
  };
  for (const person of people) {
    const home = random.weighted<'mobile' | 'sales' | 'north' | null>([
      [62, 'mobile'],
      [20, 'sales'],
      [8, 'north'],
      [10, null],
    ]);
    if (home !== null) members[home].push(person.index);
    if (home === 'sales' && random.next() < 0.1) members.mobile.push(person.index);
    if (random.next() < 0.05) members.executives.push(person.index);
  }
  const group = (displayName: string, direct: readonly number[], nested: readonly string[] = []): DirectoryGroup => ({
    id: stableGuid(seed, `group ${displayName}`),
    displayName,
    people: direct,
    groups: nested,
  });
  const north = group('Field sales north', members.north);
  const sales = group('Field sales', members.sales, [north.id]);
  const mobile = group('Mobile users', members.mobile, [sales.id]);
  return [mobile, sales, north, group('Executives exempt', members.executives)];
}
