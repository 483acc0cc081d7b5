/** One cmdlet's answer as lines of JSON, with the faults that were asked for. */
import type { FaultEffect } from '../faults.ts';
import { CmdletError } from './cmdlet-error.ts';
import type { CmdletOutput } from './cmdlets/cmdlet.ts';
import { commonQuota, overBudget } from './limits.ts';
import { type Culture, literally, words } from './words.ts';

export interface Reply {
  readonly lines: Iterable<string>;
  /** Between two lines; above 0 each line comes by itself. */
  readonly pauseMilliseconds: number;
  /** Once the lines are through: `ok`, the id of the error, or how the answer was cut. */
  outcome(): string;
  /** Whether the connection is to be cut instead of ended. */
  isCut(): boolean;
}

/** `run` starts the cmdlet; it is not called when a fault makes the cmdlet fail at its beginning. */
export function replyOf(run: () => Iterable<CmdletOutput>, effects: readonly FaultEffect[], culture: Culture): Reply {
  let outcome = 'ok';
  const stop = effects.find(isStop);
  const pauseMilliseconds = effects.reduce((sum, effect) => sum + (effect.kind === 'slow' ? effect.millisecondsPerObject : 0), 0);

  function* lines(): Generator<string> {
    const sent = { objects: 0 };
    try {
      failAsPlanned(effects);
      yield* outputLines(run(), { limit: stop?.after ?? Number.POSITIVE_INFINITY, sent, culture });
      for (const warning of plannedWarnings(effects)) yield line({ warning: warning[culture] });
    } catch (thrown) {
      const failure = asCmdletError(thrown);
      outcome = failure.id;
      yield line({ error: { id: failure.id, category: failure.category, message: failure.words[culture] } });
    }
    outcome = stop?.kind ?? outcome;
    yield* lastLine(stop, sent.objects);
  }

  const all = pauseMilliseconds > 0 ? lines() : inChunks(lines());
  return { lines: all, pauseMilliseconds, outcome: () => outcome, isCut: () => stop?.kind === 'drop' };
}

type Stop = Extract<FaultEffect, { after: number }>;

function isStop(effect: FaultEffect): effect is Stop {
  return 'after' in effect;
}

/** An answer that is cut or ends too early has no end mark. */
function* lastLine(stop: Stop | undefined, count: number): Generator<string> {
  if (stop === undefined || stop.kind === 'truncated') yield line({ end: { count } });
  if (stop?.kind === 'session-death') yield line({ death: {} });
}

interface Sending {
  readonly limit: number;
  readonly sent: { objects: number };
  readonly culture: Culture;
}

/** Ends before the object that would be one more than the limit; `sent` stays right when the cmdlet fails on its way. */
function* outputLines(outputs: Iterable<CmdletOutput>, { limit, sent, culture }: Sending): Generator<string> {
  for (const output of outputs) {
    if ('warning' in output) {
      yield line({ warning: output.warning[culture] });
      continue;
    }
    if (sent.objects === limit) return;
    sent.objects += 1;
    yield line(output);
  }
}

function line(entry: object): string {
  return `${JSON.stringify(entry)}\n`;
}

function failAsPlanned(effects: readonly FaultEffect[]): void {
  for (const effect of effects) {
    if (effect.kind === 'error') throw new CmdletError(effect.id, effect.category, literally(effect.message));
    if (effect.kind === 'throttle') throw overBudget(commonQuota.requests, commonQuota.seconds, effect.milliseconds);
  }
}

function plannedWarnings(effects: readonly FaultEffect[]) {
  return effects.flatMap((effect) => {
    if (effect.kind === 'micro-delay') return [words.microDelay(effect.milliseconds)];
    return effect.kind === 'truncated' && effect.isWarned ? [words.moreResults()] : [];
  });
}

function asCmdletError(thrown: unknown): CmdletError {
  if (thrown instanceof CmdletError) return thrown;
  return new CmdletError('SimulatorFault', 'NotSpecified', words.simulatorFailed(String(thrown)));
}

const chunkSize = 64 * 1024;

function* inChunks(lines: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const each of lines) {
    chunk += each;
    if (chunk.length < chunkSize) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
