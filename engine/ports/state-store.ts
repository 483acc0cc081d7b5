/** What one run gathers, what it decided, and what came of it. Calls are synchronous: the store is a local file. Throws `store.failed`. */
import type { Evidence } from '../../shared/access.ts';
import type { DeviceView, Explanation } from '../../shared/control/contract.ts';
import type { MailboxGuid, RunId, UserId } from '../../shared/ids.ts';
import type { Mode } from '../../shared/setup/answers.ts';
import type { SyncReport } from '../../shared/sync-report.ts';
import type { EasDevice, Mailbox } from '../domain/exchange.ts';
import type { ManagedDevice, ScopedUser } from '../domain/intune.ts';

/** All that is known about one mailbox in one run. */
export interface StagedMailbox {
  readonly mailbox: Mailbox;
  readonly devices: readonly EasDevice[];
  /** Users who have the mailbox's address as an address or sign-in name. */
  readonly users: readonly ScopedUser[];
  /** Enrolments, of anybody, with the EAS id of one of the devices. */
  readonly enrolments: readonly ManagedDevice[];
}

export interface Staging {
  mailboxes(batch: readonly Mailbox[]): void;
  devices(batch: readonly EasDevice[]): void;
  users(batch: readonly ScopedUser[]): void;
  enrolments(batch: readonly ManagedDevice[]): void;
  /** Mailboxes and partnerships, to be read anew. */
  forgetExchange(): void;
  /** Mailboxes that have a partnership or an own entry and were not among those read. */
  missingMailboxes(): readonly MailboxGuid[];
  /** A mailbox that is gone takes its partnerships along. */
  dropMailbox(mailbox: MailboxGuid): void;
  /** Every mailbox with a partnership or an own entry, one at a time. */
  joined(): Iterable<StagedMailbox>;
  /** `enrolments`: those with an EAS id, each once. */
  counts(): { readonly mailboxes: number; readonly devices: number; readonly enrolments: number };
  discard(): void;
}

/** A device that we hold blocked, and whose it is. */
export interface WaitingDevice {
  readonly position: number;
  readonly mailbox: string;
  readonly deviceId: string;
  readonly userId: UserId;
}

export interface DecidedView {
  readonly view: DeviceView;
  /** Of the mailbox, when a group of the policy holds him. */
  readonly userId: UserId | null;
  readonly evidence: readonly Evidence[];
}

/** The decisions of one run, shown to nobody before they are published as a whole. */
export interface DecisionDraft {
  add(batch: readonly DecidedView[]): void;
  publish(): void;
}

export interface StateStore {
  /** Also ends runs that a crash left open, and discards what they had gathered and drafted. */
  beginRun(startedAt: string): RunId;
  staging(run: RunId): Staging;
  /** Once published, they replace the decisions shown by status and explain. */
  draftDecisions(run: RunId, decidedAt: string): DecisionDraft;
  endRun(report: SyncReport): void;
  /** Ends a run of another kind, which leaves no report: the last one stays what status shows. */
  closeRun(run: RunId): void;
  lastReport(): SyncReport | null;
  /** Of the last run in this mode that ended well, or null. */
  lastSuccess(mode: Mode): SyncReport | null;
  /** Decisions in stable order, after the given position. */
  devices(after: number, limit: number): { readonly devices: readonly DeviceView[]; readonly next: number | null };
  /** Devices that a block is wanted for, in stable order, after the given position; of people only whom Intune knows. */
  waiting(after: number, limit: number): readonly WaitingDevice[];
  /** By address, mailbox, device id or name, whole and without case. At most 100. */
  explain(text: string): readonly Explanation[];
  close(): void;
}
