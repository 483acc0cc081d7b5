/** Asks the engine for a full synchronization and turns its report into the outcome of connecting. */
import type { ControlParams } from '../../shared/control/contract.ts';
import { Failure } from '../../shared/errors.ts';
import { deadline } from '../../shared/host/clock.ts';
import type { ConnectOutcome } from '../../shared/setup/progress.ts';
import type { SyncProgress, SyncReport } from '../../shared/sync-report.ts';
import { failureOf } from '../platform/failure-of.ts';
import { withEngine } from './engine-process.ts';
import type { SetupHost } from './setup-host.ts';

export interface FirstSynchronization {
  readonly params: ControlParams<'syncFull'>;
  readonly onProgress: (progress: SyncProgress) => void;
  readonly signal: AbortSignal;
}

/** The largest organizations take hours the first time; beyond this the engine hangs. */
const longestMilliseconds = 12 * 60 * 60 * 1000;
/** How long the engine may take to end a synchronization that was cancelled. */
const cancelMilliseconds = 3_000;

/** Throws what made the synchronization fail, or `cancelled`. */
export async function firstSynchronization(host: SetupHost, request: FirstSynchronization): Promise<ConnectOutcome> {
  const report = await withEngine(host, request.signal, (engine) => {
    const asked = engine.call('syncFull', request.params, {
      signal: deadline(longestMilliseconds, request.signal),
      onProgress: request.onProgress,
    });
    return Promise.race([asked, cancelledFor(host, request.signal)]);
  });
  return outcomeOf(report);
}

/** Rejects once a cancelled synchronization had its time; never resolves. */
function cancelledFor(host: SetupHost, signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const give = (): void => reject(new Failure('cancelled', { retry: 'never' }));
    signal.addEventListener('abort', () => void host.clock.sleep(cancelMilliseconds).then(give), { once: true });
  });
}

function outcomeOf(report: SyncReport): ConnectOutcome {
  if (report.outcome === 'ok') return { kind: 'connected', report };
  if (report.outcome === 'held' && report.guard !== undefined) return { kind: 'held', finding: report.guard };
  if (report.outcome === 'cancelled') throw new Failure('cancelled', { retry: 'never' });
  throw report.error === undefined
    ? new Failure('internal', { detail: `the first synchronization ended ${report.outcome} without a cause` })
    : failureOf(report.error);
}
