/**
 * Whose each entry of the personal lists is, written down as Exchange carries changes out; Exchange itself does not know. It says what
 * is wrong with a change of ours: an entry of somebody else that went, one that nobody decided, one that was there already.
 */
import type { ForeignEntry } from '../../simulators/exchange/foreign-entries.ts';
import type { AskedAdditions, MailboxWrite } from '../../simulators/exchange/state.ts';

export const lists = ['allowed', 'blocked'] as const;
export type List = (typeof lists)[number];

/** `since`: number of the synchronization in which it came; 0 before the first. */
interface Entry {
  readonly index: number;
  readonly list: List;
  readonly deviceId: string;
  /** Both asked for it in the same synchronization, or one soon after the other: nobody can tell whose it is. */
  owner: 'others' | 'ours' | 'either';
  since: number;
}

export interface Scene {
  /** Whether this entry is what was decided when the synchronization began. */
  isDecided(index: number, list: List, deviceId: string): boolean;
  /** Servers show old news: nobody can know what stands there already. */
  readonly isLagging: boolean;
}

export class Ledger {
  readonly #entries = new Map<string, Entry>();
  #sync = 0;
  /** Entries that were asked for in this synchronization by calls that were carried out. */
  #asked = new Set<string>();
  #takenAway = new Set<string>();
  /** What was once ours. Somebody else may put the same back so soon that it looks like news of ours which came late. */
  readonly #onceOurs = new Set<string>();

  constructor(foreign: readonly (Omit<ForeignEntry, 'mailboxGuid'> & { readonly index: number })[]) {
    for (const { index, list, deviceId } of foreign) this.#put({ index, list, deviceId, owner: 'others', since: 0 });
  }

  beginSync(): void {
    this.#sync += 1;
    this.#asked = new Set();
    this.#takenAway = new Set();
  }

  /** Another administrator changed a mailbox. */
  theirs({ index, before, after }: MailboxWrite): void {
    for (const list of lists) {
      for (const deviceId of without(after[list], before[list])) {
        const owner = this.#onceOurs.has(keyOf(index, list, deviceId)) ? 'either' : 'others';
        this.#put({ index, list, deviceId, owner, since: this.#sync });
      }
      for (const deviceId of without(before[list], after[list])) {
        this.#entries.delete(keyOf(index, list, deviceId));
        this.#takenAway.add(keyOf(index, list, deviceId));
      }
    }
  }

  /** We changed a mailbox, or asked for what changes nothing. Returns what is wrong with it. */
  ours(write: MailboxWrite, asked: AskedAdditions, scene: Scene): readonly string[] {
    return lists.flatMap((list) => [
      ...asked[list].flatMap((deviceId) => this.#added({ write, list, deviceId }, scene)),
      ...without(write.before[list], write.after[list]).flatMap((deviceId) => this.#removed({ write, list, deviceId })),
    ]);
  }

  /** Those of others; of those of which nobody can tell, what stands there. */
  othersEntries(
    guidOf: (index: number) => string,
    stands: (index: number, list: List, deviceId: string) => boolean,
  ): readonly ForeignEntry[] {
    const others = [...this.#entries.values()].filter(
      ({ owner, index, list, deviceId }) => owner === 'others' || (owner === 'either' && stands(index, list, deviceId)),
    );
    return others.map(({ index, list, deviceId }) => ({ mailboxGuid: guidOf(index), list, deviceId }));
  }

  /** In words, each entry of somebody else that is not there any more. */
  missing(listsOf: (index: number) => Readonly<Record<List, readonly string[]>>): readonly string[] {
    const others = [...this.#entries.values()].filter(({ owner }) => owner === 'others');
    return others
      .filter(({ index, list, deviceId }) => !holds(listsOf(index)[list], deviceId))
      .map(({ index, list, deviceId }) => `somebody else's entry is gone: ${deviceId} ${list} on mailbox ${index}`);
  }

  #added({ write, list, deviceId }: Step, scene: Scene): readonly string[] {
    const key = keyOf(write.index, list, deviceId);
    const where = `${deviceId} ${list} on mailbox ${write.index}`;
    const isRepeated = this.#asked.has(key) && !this.#takenAway.has(key);
    this.#asked.add(key);
    this.#onceOurs.add(key);
    const wrong = scene.isDecided(write.index, list, deviceId) ? [] : [`not decided: ${where}`];
    if (isRepeated) wrong.push(`asked for twice in one synchronization: ${where}`);
    const there = this.#entries.get(key);
    if (there === undefined) {
      this.#put({ index: write.index, list, deviceId, owner: 'ours', since: this.#sync });
      return wrong;
    }
    if (there.owner === 'others' && there.since < this.#sync) wrong.push(`asked for what somebody else has put there: ${where}`);
    if (there.owner === 'ours' && !isRepeated && !scene.isLagging) wrong.push(`asked for what we have put there already: ${where}`);
    if (there.owner === 'others') there.owner = 'either';
    return wrong;
  }

  #removed({ write, list, deviceId }: Step): readonly string[] {
    const key = keyOf(write.index, list, deviceId);
    const there = this.#entries.get(key);
    this.#entries.delete(key);
    // Put there while we were at work on an entry of ours of the same name: nobody could see it.
    if (there?.owner !== 'others' || there.since === this.#sync) return [];
    return [`somebody else's entry was taken off: ${deviceId} ${list} on mailbox ${write.index}`];
  }

  #put(entry: Entry): void {
    this.#entries.set(keyOf(entry.index, entry.list, entry.deviceId), entry);
  }
}

interface Step {
  readonly write: MailboxWrite;
  readonly list: List;
  readonly deviceId: string;
}

function keyOf(index: number, list: List, deviceId: string): string {
  return `${index} ${list} ${deviceId.toLowerCase()}`;
}

function holds(entries: readonly string[], deviceId: string): boolean {
  return entries.some((entry) => entry.toLowerCase() === deviceId.toLowerCase());
}

function without(entries: readonly string[], others: readonly string[]): readonly string[] {
  return entries.filter((entry) => !holds(others, entry));
}
