/** The few operators of `$filter` that Graph documents for what the connector reads: eq ne gt lt in, and or not, contains startswith, any. */
import type { Row } from './odata.ts';

type Value = string | number | boolean | null;

export interface Test {
  readonly kind: 'test';
  /** Property names from the row on; empty: the value itself, within `any`. */
  readonly path: readonly string[];
  readonly operator: string;
  readonly values: readonly Value[];
}

export type Filter =
  | Test
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Filter[] }
  | { readonly kind: 'not'; readonly part: Filter }
  | { readonly kind: 'any'; readonly path: readonly string[]; readonly part: Filter };

/** Null for text that is no filter of this grammar. */
export function parseFilter(text: string): Filter | null {
  // A colon stands alone only after the variable of `any`; those in times belong to them.
  const words = text.match(/'(?:[^']|'')*'|[(),]|(?<=\(\w+):|\w+(?=:[a-z])|[^\s(),']+|'/gi) ?? [];
  const reader = new Reader(words);
  const filter = reader.either([]);
  return reader.isAtEnd ? filter : null;
}

export function holds(filter: Filter, row: unknown): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.parts.every((part) => holds(part, row));
    case 'or':
      return filter.parts.some((part) => holds(part, row));
    case 'not':
      return !holds(filter.part, row);
    case 'any': {
      const list = valueAt(row, filter.path);
      return Array.isArray(list) && list.some((element: unknown) => holds(filter.part, element));
    }
    case 'test':
      return compare(filter, valueAt(row, filter.path));
  }
}

/** Each comparison with the property it is about; within `any`, the list's name comes before a slash. */
export function testsOf(filter: Filter, list = ''): readonly { readonly property: string; readonly operator: string }[] {
  if (filter.kind === 'test') return [{ property: `${list}${filter.path.join('/')}`, operator: filter.operator }];
  if (filter.kind === 'any') return testsOf(filter.part, `${filter.path.join('/')}/`);
  if (filter.kind === 'not') return [...testsOf(filter.part, list), { property: '', operator: 'not' }];
  return filter.parts.flatMap((part) => testsOf(part, list));
}

function valueAt(row: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (isRow(value) ? value[name] : undefined), row);
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null;
}

function compare({ operator, values }: Test, value: unknown): boolean {
  const [wanted = null] = values;
  if (operator === 'in') return values.some((one) => isSame(value, one));
  if (operator === 'eq') return isSame(value, wanted);
  if (operator === 'ne') return !isSame(value, wanted);
  const [text, piece] = [String(value ?? '').toLowerCase(), String(wanted).toLowerCase()];
  if (operator === 'contains') return text.includes(piece);
  if (operator === 'startswith') return text.startsWith(piece);
  return operator === 'lt' ? text < piece : text > piece;
}

function isSame(value: unknown, wanted: Value): boolean {
  if (typeof value === 'string' && typeof wanted === 'string') return value.toLowerCase() === wanted.toLowerCase();
  return (value ?? null) === wanted;
}

const infix = new Set(['eq', 'ne', 'gt', 'lt']);
const functions = new Set(['contains', 'startswith']);
const none: Filter = { kind: 'or', parts: [] };

/** Reads by descent; what it cannot read makes `isAtEnd` false. */
class Reader {
  readonly #words: readonly string[];
  #place = 0;
  #isWrong = false;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  get isAtEnd(): boolean {
    return !this.#isWrong && this.#place === this.#words.length;
  }

  either(variables: readonly string[]): Filter {
    return this.#joined('or', () => this.#joined('and', () => this.#negated(variables)));
  }

  #joined(kind: 'and' | 'or', next: () => Filter): Filter {
    const first = next();
    const parts = [first];
    while (this.#takes(kind)) parts.push(next());
    return parts.length === 1 ? first : { kind, parts };
  }

  #negated(variables: readonly string[]): Filter {
    if (this.#takes('not')) return { kind: 'not', part: this.#negated(variables) };
    if (this.#takes('(')) return this.#closed(this.either(variables));
    const word = this.#next();
    if (functions.has(word.toLowerCase())) return this.#call(word.toLowerCase(), variables);
    if (word.endsWith('/any')) return this.#any(word.slice(0, -'/any'.length), variables);
    return this.#comparison(pathOf(word, variables));
  }

  #call(operator: string, variables: readonly string[]): Filter {
    this.#expect('(');
    const path = pathOf(this.#next(), variables);
    this.#expect(',');
    return this.#closed({ kind: 'test', path, operator, values: [this.#value()] });
  }

  #any(list: string, variables: readonly string[]): Filter {
    this.#expect('(');
    const variable = this.#next();
    this.#expect(':');
    return this.#closed({ kind: 'any', path: pathOf(list, variables), part: this.either([...variables, variable]) });
  }

  #comparison(path: readonly string[]): Filter {
    const operator = this.#next();
    if (infix.has(operator)) return { kind: 'test', path, operator, values: [this.#value()] };
    if (operator !== 'in') return this.#wrong();
    this.#expect('(');
    const values = [this.#value()];
    while (this.#takes(',')) values.push(this.#value());
    return this.#closed({ kind: 'test', path, operator, values });
  }

  #value(): Value {
    const word = this.#next();
    if (word.startsWith("'")) return word.slice(1, -1).replaceAll("''", "'");
    if (word === 'true' || word === 'false') return word === 'true';
    if (word === 'null') return null;
    return /^-?\d+(\.\d+)?$/.test(word) ? Number(word) : word;
  }

  #closed(filter: Filter): Filter {
    this.#expect(')');
    return filter;
  }

  #takes(word: string): boolean {
    if (this.#words[this.#place]?.toLowerCase() !== word) return false;
    this.#place += 1;
    return true;
  }

  #expect(word: string): void {
    if (!this.#takes(word)) this.#wrong();
  }

  #next(): string {
    const word = this.#words[this.#place];
    this.#place += 1;
    if (word === undefined || /^[(),]$/.test(word)) this.#isWrong = true;
    return word ?? '';
  }

  #wrong(): Filter {
    this.#isWrong = true;
    return none;
  }
}

/** Without the variable of `any`, whose element then stands for the row. */
function pathOf(word: string, variables: readonly string[]): readonly string[] {
  const [first = '', ...rest] = word.split('/');
  return variables.includes(first) ? rest : [first, ...rest];
}
