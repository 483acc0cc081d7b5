/** One cmdlet's answer as lines of JSON, with the faults that were asked for. */
import type { FaultEffect } from '../faults.ts';
import type { CmdletOutput } from './cmdlet.ts';
import { CmdletError } from './cmdlet-error.ts';

export interface Reply {
  readonly lines: Iterable<string>;
  /** Once the lines are through: `ok`, the id of the error, or how the answer was cut. */
  outcome(): string;
  /** Whether the connection is to be cut instead of ended. */
  isCut(): boolean;
}

/** `run` starts the cmdlet; it is not called when a fault makes the cmdlet fail at its beginning. */
export function replyOf(run: () => Iterable<CmdletOutput>, effects: readonly FaultEffect[]): Reply {
  let outcome = 'ok';
  const stop = effects.find((effect) => effect.kind === 'drop' || effect.kind === 'end-early');
  const planned = plannedError(effects);

  function* lines(): Generator<string> {
    const sent = { objects: 0 };
    try {
      if (planned !== null) throw planned;
      yield* outputLines(run(), stop?.after ?? Number.POSITIVE_INFINITY, sent);
    } catch (thrown) {
      const { id, category, message } = asCmdletError(thrown);
      outcome = id;
      yield `${JSON.stringify({ error: { id, category, message } })}\n`;
    }
    if (stop === undefined) yield `${JSON.stringify({ end: { count: sent.objects } })}\n`;
    else outcome = stop.kind;
  }

  return { lines: inChunks(lines()), outcome: () => outcome, isCut: () => stop?.kind === 'drop' };
}

/** Ends before the object that would be one more than `limit`; `sent` stays right when the cmdlet fails on its way. */
function* outputLines(outputs: Iterable<CmdletOutput>, limit: number, sent: { objects: number }): Generator<string> {
  for (const output of outputs) {
    const isObject = 'object' in output;
    if (isObject && sent.objects === limit) return;
    if (isObject) sent.objects += 1;
    yield `${JSON.stringify(output)}\n`;
  }
}

function plannedError(effects: readonly FaultEffect[]): CmdletError | null {
  for (const effect of effects) {
    if (effect.kind === 'error') return new CmdletError(effect.id, effect.category, effect.message);
    if (effect.kind === 'throttle') return throttled(effect.milliseconds);
  }
  return null;
}

/** The text of exchange.md 2.5, from which the wait is to be read. */
function throttled(milliseconds: number): CmdletError {
  const message = `The user load quota of 400 requests per 60 seconds has been exceeded. All requests from this user will not be approved for at least ${milliseconds} milliseconds. Try again later.`;
  return new CmdletError('OverBudgetException', 'QuotaExceeded', message);
}

function asCmdletError(thrown: unknown): CmdletError {
  if (thrown instanceof CmdletError) return thrown;
  return new CmdletError('SimulatorFault', 'NotSpecified', `the simulator itself failed: ${String(thrown)}`);
}

const chunkSize = 64 * 1024;

function* inChunks(lines: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const line of lines) {
    chunk += line;
    if (chunk.length < chunkSize) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
