/** What the control channel's methods do. Parameters arrive parsed; a refusal is a Failure. */
import type { ControlMethod, ControlResult } from '../../shared/control/contract.ts';
import type { ControlParsed } from '../../shared/control/methods.ts';
import type { SyncProgress } from '../../shared/sync-report.ts';

export interface CallContext {
  /** Fires when the caller cancels this call; closing the connection does not. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SyncProgress) => void;
}

export type ControlHandlers = {
  readonly [M in ControlMethod]: (params: ControlParsed<M>, context: CallContext) => Promise<ControlResult<M>>;
};
