/** What another administrator wrote into personal lists before the connector came: nobody may touch it. */
import { at, createRandom } from '../world/random.ts';
import type { Person, World } from '../world/world.ts';

export interface ForeignEntry {
  readonly mailboxGuid: string;
  readonly list: 'allowed' | 'blocked';
  readonly deviceId: string;
}

const saltOfTheDraw = 0x5eed;

/** About one mailbox in twelve has one: for a phone that is there, or for one that is long gone. The third mailbox always has one. */
export function foreignEntries(world: World): readonly ForeignEntry[] {
  const random = createRandom(world.seed ^ saltOfTheDraw);
  const firstPhoneOf = new Map(world.phones.toReversed().map((phone) => [phone.owner, phone.easDeviceId]));
  return world.people.flatMap((person) => {
    const present = firstPhoneOf.get(person.index) ?? goneDeviceId(person);
    const kind = random.weighted<readonly ForeignEntry[]>([
      [92, []],
      [3, [entry(person, 'allowed', present)]],
      [2, [entry(person, 'blocked', present)]],
      [2, [entry(person, 'allowed', goneDeviceId(person))]],
      [1, [entry(person, 'allowed', goneDeviceId(person)), entry(person, 'blocked', present)]],
    ]);
    return kind.length === 0 && person.index === 2 ? [entry(person, 'allowed', present)] : kind;
  });
}

/** The entries of each mailbox that has any, by its Guid. */
export function entriesByMailbox(entries: readonly ForeignEntry[]): ReadonlyMap<string, readonly ForeignEntry[]> {
  const grouped = new Map<string, ForeignEntry[]>();
  for (const entry of entries) grouped.set(entry.mailboxGuid, [...(grouped.get(entry.mailboxGuid) ?? []), entry]);
  return grouped;
}

function entry(person: Person, list: ForeignEntry['list'], deviceId: string): ForeignEntry {
  return { mailboxGuid: person.mailboxGuid, list, deviceId };
}

function goneDeviceId(person: Person): string {
  return `Appl${at(person.userId.split('-'), 4).toUpperCase()}`;
}
