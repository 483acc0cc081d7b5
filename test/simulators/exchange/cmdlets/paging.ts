/** -Filter and -ResultSize, as every Get- cmdlet of Exchange treats them. */

import { parseFilter } from '../opath.ts';
import { words } from '../words.ts';
import type { CmdletCall, CmdletOutput, ObjectOutput } from './cmdlet.ts';

/** What passes the filter, cut at the result size; a warning says that there was more. `filterable` are the properties that a filter may name. */
export function* limited(call: CmdletCall, outputs: Iterable<ObjectOutput>, filterable: readonly string[]): Generator<CmdletOutput> {
  const filter = call.parameters.text('Filter');
  const accepts = filter === null ? () => true : parseFilter(filter, { filterable, culture: call.culture });
  const limit = call.parameters.resultSize();
  let count = 0;
  for (const output of outputs) {
    if (!accepts(output.object.properties)) continue;
    if (count === limit) {
      yield { warning: limit === 1000 ? words.firstThousand() : words.moreResults() };
      return;
    }
    count += 1;
    yield output;
  }
}
