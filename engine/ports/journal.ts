/** Write-ahead journal of changes to mailboxes: each is recorded before it is sent, so that a crash leaves no doubt unsettled. */

import type { MailboxGuid, RunId } from '../../shared/ids.ts';
import type { AccessListChange } from '../domain/exchange.ts';
import type { OwnEntry } from '../domain/own-entry.ts';

export interface Lists {
  readonly allowed: readonly string[];
  readonly blocked: readonly string[];
}

/** `intended`: recorded, not sent. `sent`: maybe carried out. The others are settled: `confirmed` by the same run, `reconciled` by a later one, `lost`: not (wholly) in Exchange. */
export type JournalState = 'intended' | 'sent' | 'confirmed' | 'reconciled' | 'lost';

export interface Intention {
  readonly run: RunId;
  readonly change: AccessListChange;
  readonly before: Lists;
  readonly after: Lists;
  /** Device id and reason of each decision behind the change. */
  readonly why: readonly { readonly deviceId: string; readonly reason: string }[];
}

export interface JournalRow extends Intention {
  readonly id: number;
  readonly state: JournalState;
}

export interface Settlement {
  readonly state: 'confirmed' | 'reconciled' | 'lost';
  readonly gained: readonly OwnEntry[];
  readonly given: readonly OwnEntry[];
  /** ISO 8601 in UTC, as every time here. */
  readonly at: string;
}

export interface Journal {
  /** Durable when it returns, as are the other calls. */
  intend(intention: Intention): number;
  markSent(id: number): void;
  /** Settles a row and, in the same transaction, which of its entries are ours from now on. */
  settle(id: number, settlement: Settlement): void;
  /** Rows in state `intended` or `sent`, oldest first. */
  unsettled(): readonly JournalRow[];
  ofRun(run: RunId): readonly JournalRow[];
  /** Mailboxes with an own entry, in stable order. */
  ownMailboxes(): readonly MailboxGuid[];
  ownEntries(mailbox: MailboxGuid): readonly OwnEntry[];
  /** Those that were settled before `settledBefore`; the others stay ours. */
  forget(entries: readonly OwnEntry[], settledBefore: string): void;
  /** Of the mailboxes with an own entry, these are not to be seen, the others are. Forgets those that have not been since `unseenBefore`. */
  unseen(mailboxes: readonly MailboxGuid[], times: { readonly now: string; readonly unseenBefore: string }): void;
}
