/** What the simulated Exchange holds after a run, beside what the oracle says it must hold. */
import type { Stage } from '../rehearsal/stage.ts';
import { expectedEntries, type PersonalLists } from '../simulators/exchange/expectation.ts';

export interface Difference {
  readonly mailbox: string;
  readonly expected: PersonalLists;
  readonly found: PersonalLists;
}

/** Mailboxes whose lists are not exactly the entries of others plus what Intune's rule asks for. */
export function differences(stage: Stage): readonly Difference[] {
  const { organization, exchange } = stage.rehearsal;
  const expected = expectedEntries(organization, exchange.state.foreignEntries);
  return organization.people().flatMap((person) => {
    const lists = exchange.state.mailbox(person.index);
    const found = { allowed: [...lists.allowed].sort(), blocked: [...lists.blocked].sort() };
    const wanted = expected.get(person.mailboxGuid) ?? { allowed: [], blocked: [] };
    return JSON.stringify(found) === JSON.stringify(wanted) ? [] : [{ mailbox: person.mailboxGuid, expected: wanted, found }];
  });
}

/** Every Set-CASMailbox that Exchange was asked to run. */
export function writesTo(stage: Stage): readonly string[] {
  return stage.rehearsal.requestLog
    .entries()
    .flatMap((entry) => (entry.side === 'exchange' && entry.cmdlet === 'Set-CASMailbox' ? [JSON.stringify(entry.parameters)] : []));
}
