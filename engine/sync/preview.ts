/** What enforcing would do (B4), by the road of a synchronization up to the guard. Writes to neither side, and to no store but its own. */
import type { Preview } from '../../shared/setup/engine-verbs.ts';
import type { SyncProgress } from '../../shared/sync-report.ts';
import { connectSides, decideRun, judgeRun } from './deciding.ts';
import type { DecisionDependencies, Sides } from './dependencies.ts';
import type { RunContext } from './run-context.ts';

export interface PreviewOptions {
  readonly sides: Sides;
  /** With a store of its own: runs in it are begun and their decisions are drafted there. */
  readonly dependencies: DecisionDependencies;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SyncProgress) => void;
}

/** Whether another machine holds the connection is not asked here. Throws what keeps it from reading both sides completely. */
export async function previewRun({ sides, dependencies, signal, onProgress }: PreviewOptions): Promise<Preview> {
  const { state, clock } = dependencies;
  const run = state.beginRun(clock.now().toISOString());
  const progress: RunContext['progress'] = (stage, done, total) => onProgress({ stage, done, total });
  const context: RunContext = { run, sides, dependencies, signal, progress, staging: state.staging(run), mode: 'observe' };
  progress('connect', 0, 0);
  await connectSides(context);
  const decided = await decideRun(context);
  progress('guard', 0, 1);
  const { before, after, newBlocks, changes } = decided.plan;
  const isHeld = judgeRun(context, decided).kind === 'held';
  progress('guard', 1, 1);
  return { before, after, newBlocks: newBlocks.length, mailboxes: changes.length, isHeld };
}
