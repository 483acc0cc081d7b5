/** What a walk gave, held against what was true while it walked. Pure, so that the judge itself can be seen red. */

/** What was true of every row at one moment, by id: a text in which two equal rows are equal. */
export type Moment = ReadonlyMap<string, string>;

export interface Given {
  readonly id: string;
  readonly text: string;
}

/** What is wrong with a walk that reported complete; rows that stood still all the while must be there, just as they were. */
export function wrongWith(given: readonly Given[], moments: readonly Moment[], isComposite = false): readonly string[] {
  const byId = new Map(given.map(({ id, text }) => [id, text]));
  const twice = given.length - byId.size;
  const wasSo = (moment: Moment, { id, text }: Given) => (isComposite ? moment.has(id) : moment.get(id) === text);
  return [
    ...(twice === 0 ? [] : [`${twice} rows came twice`]),
    ...given.flatMap((row) => (moments.some((moment) => wasSo(moment, row)) ? [] : [`row ${row.id} was never so: ${row.text}`])),
    ...[...stableRows(moments)].flatMap(([id, text]) => (byId.get(id) === text ? [] : [`row ${id} stood still as ${text} and is missing`])),
  ];
}

function stableRows([first = new Map(), ...others]: readonly Moment[]): Moment {
  return new Map([...first].filter(([id, text]) => others.every((moment) => moment.get(id) === text)));
}
