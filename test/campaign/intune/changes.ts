/**
 * Delta of users and groups: between two cursors no change is lost, whatever fails meanwhile, and nobody is told of as gone who is there.
 * The truth is what the directory held at both ends, not the simulator's own record of changes.
 */
import type { DirectoryChanges, DirectoryCursor } from '../../../engine/ports/directory-changes.ts';
import type { AccessPolicy } from '../../../shared/policy.ts';
import type { Exercise, Stage } from './exercise.ts';
import { departments, hugeGroup, mutateDirectory, nest, type Tenant, temporaryGroup } from './hazards.ts';

type Told = Extract<DirectoryChanges, { kind: 'changes' }>;

/** Texts in which two equal ones are equal, by id. */
interface Held {
  readonly users: ReadonlyMap<string, string>;
  readonly groups: ReadonlyMap<string, string>;
}

export const changes: Exercise = {
  name: 'changes',
  mayWriteRecords: false,
  // A delta counts nothing: rows that are left out of its last page are missed by nobody.
  isBeyond: (effect) => effect.kind === 'end-early',
  prepare: async (stage, random, signal) => {
    const cursor = await stage.directory.beginChanges(policyOf(stage), signal);
    const watched = new Set(cursor.groups.flatMap(({ ids }) => ids));
    const start = heldBy(stage, watched);
    const { end } = stage.simulator.directory.journal;
    for (let left = random.below(6); left > 0; left -= 1) mutateDirectory(stage, random);
    const isNested = random.below(12) === 0 && nest(stage, random);
    const lost = random.weighted<'none' | 'expired' | 'forgotten'>([
      [10, 'none'],
      [1, 'expired'],
      [1, 'forgotten'],
    ]);
    if (lost === 'expired') stage.simulator.delta.expire();
    if (lost === 'forgotten') stage.simulator.delta.forget();
    stage.simulator.delta.replays = random.below(4) === 0 ? random.below(200) : 0;
    const replayed = { from: end - stage.simulator.delta.replays, to: end };
    const replaysNesting = isToldOfNesting(stage, replayed, watched);
    const mayResync = (reason: string) =>
      reason === lost || (reason === 'nesting' && (isNested || replaysNesting)) || hasPlanned410(stage, reason);
    return new ChangesTrial({ stage, cursor, watched, start, mayResync });
  },
};

interface Begun {
  readonly stage: Stage;
  readonly cursor: DirectoryCursor;
  readonly watched: ReadonlySet<string>;
  readonly start: Held;
  readonly mayResync: (reason: string) => boolean;
}

class ChangesTrial {
  readonly #begun: Begun;
  /** Ids of users that were there, and that were not, at some moment of the attempt. */
  readonly #present = new Set<string>();
  readonly #absent = new Set<string>();
  #told: Told | null = null;
  #planned410 = false;

  constructor(begun: Begun) {
    this.#begun = begun;
  }

  record(): void {
    const { stage } = this.#begun;
    for (const { userId } of stage.organization.people()) {
      const id = userId.toLowerCase();
      (stage.simulator.directory.user(id) === null ? this.#absent : this.#present).add(id);
    }
  }

  async attempt(signal: AbortSignal): Promise<readonly string[]> {
    const { stage, cursor, watched, start } = this.#begun;
    this.#planned410 = hasPlanned410(stage, 'expired');
    const before = heldBy(stage, watched);
    this.record();
    const told = await stage.directory.changes(cursor, signal);
    this.record();
    if (told.kind === 'resync') return this.#resync(told.reason);
    this.#told = told;
    return [...lost([told], start, before), ...this.#wronglyTold(told)];
  }

  async afterwards(signal: AbortSignal): Promise<readonly string[]> {
    const { stage, cursor, watched, start } = this.#begun;
    const told = await stage.directory.changes(this.#told?.cursor ?? cursor, signal);
    if (told.kind === 'changes') return lost(this.#told === null ? [told] : [this.#told, told], start, heldBy(stage, watched));
    const problems = this.#resync(told.reason);
    const fresh = await stage.directory.changes(await stage.directory.beginChanges(policyOf(stage), signal), signal);
    return fresh.kind === 'changes' ? problems : [...problems, `a new cursor needs a resync at once: ${fresh.reason}`];
  }

  kept(): unknown {
    return [this.#begun.cursor, this.#told?.cursor];
  }

  #resync(reason: string): readonly string[] {
    const isRight = this.#begun.mayResync(reason) || (reason === 'expired' && this.#planned410);
    return isRight ? [] : [`a resync for no reason: ${reason}`];
  }

  #wronglyTold({ users, removedUsers, groups }: Told): readonly string[] {
    const { watched } = this.#begun;
    return [
      ...[...removedUsers].filter((id) => !this.#absent.has(id)).map((id) => `user ${id} was told of as gone and never was`),
      ...[...users]
        .filter((id) => !this.#present.has(id) && !removedUsers.has(id))
        .map((id) => `user ${id} is gone and was not told of so`),
      ...[...groups].filter((id) => !watched.has(id)).map((id) => `group ${id} is none that was watched`),
    ];
  }
}

/** What differs between two moments and was told of in none of the answers. */
function lost(answers: readonly Told[], start: Held, end: Held): readonly string[] {
  const missing = (kind: 'users' | 'groups') =>
    different(start[kind], end[kind])
      .filter((id) => !answers.some((answer) => answer[kind].has(id)))
      .map((id) => `a change of ${kind} was lost: ${id}`);
  return [...missing('users'), ...missing('groups')];
}

function different(start: ReadonlyMap<string, string>, end: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...start.keys(), ...end.keys()])].filter((id) => start.get(id) !== end.get(id));
}

function heldBy({ simulator }: Tenant, watched: ReadonlySet<string>): Held {
  const users = simulator.directory
    .users()
    .map(
      ({ id, userPrincipalName, mail, proxyAddresses, accountEnabled }) =>
        [id, JSON.stringify([userPrincipalName, mail, proxyAddresses, accountEnabled])] as const,
    );
  const groups = simulator.directory.groups().filter(({ id }) => watched.has(id));
  return { users: new Map(users), groups: new Map(groups.map((one) => [one.id, [...one.users, ...one.groups].toSorted().join()])) };
}

function policyOf({ organization, simulator }: Tenant): AccessPolicy {
  const { includedGroups, excludedGroups } = organization.world;
  const rest = { enabled: true, overrideDefaultRule: true, defaultLevel: 'none', exceptions: [] } as const;
  const more = [hugeGroup, temporaryGroup, departments].filter((id) => simulator.directory.group(id) !== null);
  return { includedGroups: [...includedGroups, ...more], excludedGroups, ...rest };
}

/** Graph may tell once more of a group that had been put into one of ours before the cursor was begun. */
function isToldOfNesting(
  { simulator }: Tenant,
  { from, to }: { readonly from: number; readonly to: number },
  watched: ReadonlySet<string>,
): boolean {
  const told = simulator.directory.journal.between('groups', Math.max(0, from), to);
  return told.some(({ id, member }) => watched.has(id) && member?.type === 'group' && !member.isRemoved && !watched.has(member.id));
}

/** Graph says with 410 that a token is too old, so a planned 410 is believed. */
function hasPlanned410({ simulator }: Tenant, reason: string): boolean {
  return reason === 'expired' && simulator.faults.list().some(({ effect }) => effect.kind === 'error' && effect.status === 410);
}
