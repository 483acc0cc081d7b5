/** The part of OPATH that Exchange's own -Filter examples use: comparisons, -like with `*`, -and, -or, -not and brackets. */

import { CmdletError } from './cmdlet-error.ts';
import type { Properties, PropertyValue } from './cmdlets/cmdlet.ts';
import { momentOf } from './date-text.ts';
import { type Culture, type Words, words } from './words.ts';

export type Predicate = (properties: Properties) => boolean;

interface Token {
  readonly kind: 'word' | 'operator' | 'text' | 'bracket';
  readonly text: string;
}

const tokenPattern = /\s*(?:(?<text>'(?:[^']|'')*')|(?<bracket>[()])|(?<operator>-[A-Za-z]+)|(?<word>[$\w.]+))/y;

export interface FilterRules {
  /** Properties that a filter may name. */
  readonly filterable: readonly string[];
  /** In which dates are written. */
  readonly culture: Culture;
}

/** Throws a CmdletError for what Exchange would not understand. */
export function parseFilter(filter: string, rules: FilterRules): Predicate {
  const reader = new FilterReader(tokenize(filter), rules);
  const predicate = reader.either();
  reader.expectEnd();
  return predicate;
}

function tokenize(filter: string): readonly Token[] {
  const tokens: Token[] = [];
  const text = filter.trimEnd();
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < text.length) {
    const found = tokenPattern.exec(text);
    const groups = Object.entries(found?.groups ?? {}).find(([, value]) => value !== undefined);
    if (groups === undefined) throw syntaxError(`unexpected text in "${text}"`);
    tokens.push(toToken(groups[0], groups[1]));
  }
  return tokens;
}

function toToken(kind: string, text: string): Token {
  if (kind === 'text') return { kind, text: text.slice(1, -1).replaceAll("''", "'") };
  if (kind === 'operator' || kind === 'bracket') return { kind, text: text.toLowerCase() };
  return { kind: 'word', text };
}

class FilterReader {
  readonly #tokens: readonly Token[];
  readonly #rules: FilterRules;
  #next = 0;

  constructor(tokens: readonly Token[], rules: FilterRules) {
    this.#tokens = tokens;
    this.#rules = rules;
  }

  either(): Predicate {
    let left = this.#both();
    while (this.#accept('operator', '-or')) {
      const [one, other] = [left, this.#both()];
      left = (properties) => one(properties) || other(properties);
    }
    return left;
  }

  expectEnd(): void {
    if (this.#next < this.#tokens.length) throw syntaxError(`unexpected "${this.#take().text}"`);
  }

  #both(): Predicate {
    let left = this.#one();
    while (this.#accept('operator', '-and')) {
      const [one, other] = [left, this.#one()];
      left = (properties) => one(properties) && other(properties);
    }
    return left;
  }

  #one(): Predicate {
    if (this.#accept('operator', '-not')) {
      const inner = this.#one();
      return (properties) => !inner(properties);
    }
    if (this.#accept('bracket', '(')) {
      const inner = this.either();
      if (!this.#accept('bracket', ')')) throw syntaxError('a bracket is not closed');
      return inner;
    }
    return this.#comparison();
  }

  #comparison(): Predicate {
    const property = this.#filterable(this.#take('word').text);
    const compare = comparisons[this.#take('operator').text];
    if (compare === undefined) throw syntaxError('unknown operator');
    const wanted = this.#constant(this.#take(), property);
    return (properties) => compare(properties[property] ?? null, wanted);
  }

  #filterable(name: string): string {
    const found = this.#rules.filterable.find((known) => known.toLowerCase() === name.toLowerCase());
    if (found === undefined) throw filterError(words.notFilterable(name));
    return found;
  }

  /** A date is read in the culture of the session, once. */
  #constant(token: Token, property: string): PropertyValue {
    const value = constant(token);
    if (typeof value !== 'string' || !isDate(property)) return value;
    const moment = momentOf(value, this.#rules.culture);
    if (moment === null) throw syntaxError(`"${value}" is not a date`);
    return moment;
  }

  #accept(kind: Token['kind'], text: string): boolean {
    const token = this.#tokens[this.#next];
    if (token?.kind !== kind || token.text !== text) return false;
    this.#next += 1;
    return true;
  }

  #take(kind?: Token['kind']): Token {
    const token = this.#tokens[this.#next];
    if (token === undefined || (kind !== undefined && token.kind !== kind)) throw syntaxError('the filter is not complete');
    this.#next += 1;
    return token;
  }
}

const comparisons: Readonly<Record<string, (value: PropertyValue, wanted: PropertyValue) => boolean>> = {
  '-eq': equal,
  '-ne': (value, wanted) => !equal(value, wanted),
  '-like': like,
  '-notlike': (value, wanted) => !like(value, wanted),
  '-gt': (value, wanted) => ordered(value) > ordered(wanted),
  '-ge': (value, wanted) => ordered(value) >= ordered(wanted),
  '-lt': (value, wanted) => ordered(value) < ordered(wanted),
  '-le': (value, wanted) => ordered(value) <= ordered(wanted),
};

function equal(value: PropertyValue, wanted: PropertyValue): boolean {
  if (typeof wanted === 'number' && typeof value === 'string') return ordered(value) === wanted;
  if (Array.isArray(value)) return value.some((entry) => equal(entry, wanted));
  if (value === null || wanted === null) return value === wanted;
  return String(value).toLowerCase() === String(wanted).toLowerCase();
}

function like(value: PropertyValue, wanted: PropertyValue): boolean {
  const parts = String(wanted ?? '').split('*');
  const pattern = parts.map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')).join('[^]*');
  return new RegExp(`^${pattern}$`, 'i').test(String(value ?? ''));
}

/** Numbers by size, everything else as a moment; what is neither is NaN, which no comparison holds for. */
function ordered(value: PropertyValue): number {
  return typeof value === 'number' ? value : Date.parse(String(value));
}

function constant(token: Token): PropertyValue {
  if (token.kind === 'text') return token.text;
  const word = token.text.toLowerCase();
  if (word === '$true' || word === '$false') return word === '$true';
  if (word === '$null') return null;
  if (/^\d+$/.test(word)) return Number(word);
  throw syntaxError(`"${token.text}" is not a constant`);
}

function isDate(property: string): boolean {
  return property.startsWith('When') || property.endsWith('Time');
}

function syntaxError(what: string): CmdletError {
  return filterError(words.badFilter(what));
}

function filterError(said: Words): CmdletError {
  return new CmdletError('ParsingException', 'InvalidArgument', said);
}
