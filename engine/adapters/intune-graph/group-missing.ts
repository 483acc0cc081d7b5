import { Failure } from '../../../shared/errors.ts';

/** An absent group must never look like an empty one: its members would lose or gain access at once. */
export function groupMissing(thrown: unknown, group: string): never {
  if (!(thrown instanceof Failure) || thrown.error.params['status'] !== 404) throw thrown;
  throw new Failure('intune.group-missing', { params: { group }, detail: thrown.error.detail ?? '' });
}
