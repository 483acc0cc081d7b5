/** -OrganizationalUnit, -Filter, -SortBy and -ResultSize, as every Get- cmdlet of Exchange treats them. */

import { CmdletError } from '../cmdlet-error.ts';
import { parseFilter } from '../opath.ts';
import { words } from '../words.ts';
import type { CmdletCall, CmdletOutput, ObjectOutput, Properties } from './cmdlet.ts';

/** What is below the organizational unit and passes the filter, cut at the result size; a warning says that there was more. `filterable` are the properties that a filter may name. */
export function* limited(call: CmdletCall, outputs: Iterable<ObjectOutput>, filterable: readonly string[]): Generator<CmdletOutput> {
  const isMeant = choiceOf(call, filterable);
  const limit = call.parameters.resultSize();
  let count = 0;
  for (const output of sorted(call, outputs)) {
    if (!isMeant(output.object.properties)) continue;
    if (count === limit) {
      yield { warning: limit === 1000 ? words.firstThousand() : words.moreResults() };
      return;
    }
    count += 1;
    yield output;
  }
}

function choiceOf(call: CmdletCall, filterable: readonly string[]): (properties: Properties) => boolean {
  const filter = call.parameters.text('Filter');
  const accepts = filter === null ? () => true : parseFilter(filter, { filterable, culture: call.culture });
  const unit = call.parameters.text('OrganizationalUnit');
  if (unit === null) return accepts;
  const end = call.directory.unitNamed(unit).toLowerCase();
  return (properties) => String(properties['DistinguishedName']).toLowerCase().endsWith(end) && accepts(properties);
}

/** By the text of one property. Throws a CmdletError for one that the objects do not have. */
function sorted(call: CmdletCall, outputs: Iterable<ObjectOutput>): Iterable<ObjectOutput> {
  const asked = call.parameters.text('SortBy')?.toLowerCase();
  if (asked === undefined) return outputs;
  const all = [...outputs];
  const name = Object.keys(all[0]?.object.properties ?? {}).find((each) => each.toLowerCase() === asked);
  if (name === undefined && all.length > 0) throw new CmdletError('PropertyNotFound', 'InvalidArgument', words.notFilterable(asked));
  const keyOf = ({ object }: ObjectOutput) => String(object.properties[name ?? ''] ?? '');
  return all.toSorted((one, other) => keyOf(one).localeCompare(keyOf(other), call.culture));
}
