/** The fault of somebody else who edits a personal list at the same moment as the connector. */
import type { FaultEffect } from '../faults.ts';
import type { Directory } from './directory.ts';
import type { ExchangeState } from './state.ts';

interface Moment {
  readonly when: 'before' | 'after';
  /** Of the call that was hit. */
  readonly identity: unknown;
}

interface Office {
  readonly state: ExchangeState;
  readonly directory: Directory;
}

/** Without an address, and when the call names no mailbox, nothing is written. */
export function competingWrite({ state, directory }: Office, effects: readonly FaultEffect[], { when, identity }: Moment): void {
  for (const effect of effects) {
    if (effect.kind !== 'other-administrator' || effect.when !== when) continue;
    const person = directory.findMailbox(effect.address ?? String(identity));
    if (person === null) continue;
    const before = state.mailbox(person.index)[effect.list];
    const others = before.filter((entry) => entry.toLowerCase() !== effect.deviceId.toLowerCase());
    state.changeMailbox(person.index, { [effect.list]: effect.edit === 'add' ? [...others, effect.deviceId] : others });
  }
}
