/** Leaves a wait that cannot be ended itself. */
import { Failure } from '../../../shared/errors.ts';

/** The outcome of `work`, or Failure `cancelled` as soon as the signal fires; `work` goes on by itself then. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const cancelled = () => new Failure('cancelled', { retry: 'never' });
  work.catch(() => undefined);
  if (signal.aborted) throw cancelled();
  let leave: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    leave = () => reject(cancelled());
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
