/** Only what changed: asked of Exchange where it knows the filter, else compared here (exchange.md 3). */
import { toAppError } from '../../../shared/errors.ts';
import type { Call } from './connection.ts';

/** Whether this server takes the filter; nobody knows before it was tried. */
export class FilterSupport {
  isRefused = false;
}

interface Delta {
  readonly since: Date;
  readonly call: Call;
  readonly support: FilterSupport;
}

interface Changed {
  readonly changed: string | null;
}

/** The filter's date may be taken as local time by a server anywhere, so more is asked for and compared here to the millisecond. */
const hoursAround = 14;

export async function* changedSince<T extends Changed>(
  { since, call, support }: Delta,
  read: (call: Call) => AsyncIterable<readonly T[]>,
): AsyncIterable<readonly T[]> {
  for await (const batch of support.isRefused ? read(unfiltered(call)) : filteredOrAll({ since, call, support }, read)) {
    const changed = batch.filter((record) => record.changed === null || Date.parse(record.changed) >= since.getTime());
    if (changed.length > 0) yield changed;
  }
}

async function* filteredOrAll<T>(delta: Delta, read: (call: Call) => AsyncIterable<readonly T[]>): AsyncIterable<readonly T[]> {
  let isAnswered = false;
  try {
    for await (const batch of read(filtered(delta))) {
      isAnswered = true;
      yield batch;
    }
  } catch (thrown) {
    // A filter is refused before the first object; what fails later failed for another reason.
    if (isAnswered || toAppError(thrown).code !== 'exchange.command-failed') throw thrown;
    delta.support.isRefused = true;
    yield* read(unfiltered(delta.call));
  }
}

function unfiltered(call: Call): Call {
  return { ...call, properties: [...(call.properties ?? []), 'WhenChangedUTC'] };
}

function filtered({ since, call }: Delta): Call {
  const asked = new Date(since.getTime() - hoursAround * 3_600_000);
  return { ...unfiltered(call), parameters: { ...call.parameters, Filter: `WhenChangedUTC -gt '${americanDate(asked)}'` } };
}

/** The session's culture is en-US, and by it Exchange reads a date in a filter. */
export function americanDate(date: Date): string {
  const options = {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
  } as const;
  return new Intl.DateTimeFormat('en-US', options).format(date).replace(',', '').replaceAll('\u202F', ' ');
}
