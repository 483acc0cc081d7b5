/** What the stages of one run share. */
import type { RunId } from '../../shared/ids.ts';
import type { SyncStage } from '../../shared/sync-report.ts';
import type { Staging } from '../ports/state-store.ts';
import type { FullRequest, Sides, SyncDependencies } from './dependencies.ts';

export interface RunContext {
  readonly run: RunId;
  readonly request: FullRequest;
  readonly sides: Sides;
  readonly staging: Staging;
  readonly dependencies: SyncDependencies;
  readonly signal: AbortSignal;
  /** `total` is 0 when it is not known yet. */
  progress(stage: SyncStage, done: number, total: number): void;
}
