/** The trap of Exchange's identities: one that does not exist may bring other objects, up to all of them (exchange.md 1.1). */
import { Failure } from '../../../shared/errors.ts';

export interface Meant {
  readonly wanted: string;
  readonly cmdlet: string;
}

/** The one object with the Guid that was asked for, whatever else came along. Throws `exchange.not-found`. */
export function onlyMeant<T>(found: readonly T[], guidOf: (item: T) => string, { wanted, cmdlet }: Meant): T {
  const meant = found.find((item) => guidOf(item).toLowerCase() === wanted.toLowerCase());
  if (meant === undefined) throw new Failure('exchange.not-found', { params: { mailbox: wanted }, retry: 'never', detail: cmdlet });
  return meant;
}
