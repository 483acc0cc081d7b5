/** What the stages of one run share. */
import type { RunId } from '../../shared/ids.ts';
import type { Mode } from '../../shared/setup/answers.ts';
import type { SyncStage } from '../../shared/sync-report.ts';
import type { Staging } from '../ports/state-store.ts';
import type { DecisionDependencies, ExchangeSide, FullRequest, Sides, SyncDependencies } from './dependencies.ts';

/** Enough to change mailboxes and to read them back. */
export interface ExchangeContext {
  readonly run: RunId;
  readonly sides: ExchangeSide;
  readonly dependencies: DecisionDependencies;
  readonly signal: AbortSignal;
  /** `total` is 0 when it is not known yet. */
  progress(stage: SyncStage, done: number, total: number): void;
}

export interface RunContext extends ExchangeContext {
  readonly sides: Sides;
  readonly staging: Staging;
  /** What this run may do, whatever is configured meanwhile (B4). */
  readonly mode: Mode;
}

/** A synchronization that may write, and has a record in Intune. */
export interface SyncContext extends RunContext {
  readonly request: FullRequest;
  readonly dependencies: SyncDependencies;
}
