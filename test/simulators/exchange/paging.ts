/** -Filter and -ResultSize, as every Get- cmdlet of Exchange treats them. */
import type { CmdletOutput, Parameters } from './cmdlet.ts';
import { parseFilter } from './opath.ts';

type ObjectOutput = Extract<CmdletOutput, { object: unknown }>;

/** What passes the filter, cut at the result size; a warning says that there was more. */
export function* limited(parameters: Parameters, outputs: Iterable<ObjectOutput>): Generator<CmdletOutput> {
  const filter = parameters.text('Filter');
  const accepts = filter === null ? () => true : parseFilter(filter);
  const limit = parameters.resultSize();
  let count = 0;
  for (const output of outputs) {
    if (!accepts(output.object.properties)) continue;
    if (count === limit) {
      yield { warning: moreResults(limit) };
      return;
    }
    count += 1;
    yield output;
  }
}

function moreResults(limit: number): string {
  const advice = 'To return all the results, use the -ResultSize parameter with a value of Unlimited.';
  return limit === 1000
    ? `By default, only the first 1000 items are returned. Use the ResultSize parameter to specify the number of items returned. ${advice}`
    : `There are more results available than are currently displayed. ${advice}`;
}
