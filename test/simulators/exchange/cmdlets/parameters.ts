/** The values of one call, checked against what the cmdlet has in this version and grants to this account. */
import { z } from 'zod';
import { CmdletError, wrongType } from '../cmdlet-error.ts';
import { words } from '../words.ts';
import type { Parameter } from './parameter.ts';
import type { ParameterValue } from './parameter-value.ts';

const listSchema = z.union([z.string().transform((one) => [one]), z.array(z.string()), z.null().transform((): string[] => [])]);

/** `@{Add=…; Remove=…}`; the names of the two are read without case. */
const listChangeSchema = z
  .record(z.string().toLowerCase(), listSchema)
  .refine((record) => Object.keys(record).every((key) => key === 'add' || key === 'remove'));

const onEveryCmdlet = ['DomainController', 'ErrorAction', 'WarningAction', 'Verbose', 'Debug'];

export type Given = Readonly<Record<string, ParameterValue>>;

/** The values of a call by the cmdlet's own spelling of their names. */
export class Parameters {
  readonly #values = new Map<string, ParameterValue>();

  /** `parameters` are those that are there. Throws a CmdletError for one that is not, for a mandatory one left out, and for a mixture of sets. */
  constructor(cmdlet: { readonly name: string; readonly defaultSet: string | null }, parameters: readonly Parameter[], given: Given) {
    const known = new Map([...parameters.map(({ name }) => name), ...onEveryCmdlet].map((name) => [name.toLowerCase(), name]));
    for (const [name, value] of Object.entries(given)) {
      const proper = known.get(name.toLowerCase());
      if (proper === undefined)
        throw new CmdletError(`NamedParameterNotFound,${cmdlet.name}`, 'InvalidArgument', words.unknownParameter(name));
      this.#values.set(proper, value);
    }
    const set = this.#chosenSet(cmdlet.defaultSet, parameters);
    const missing = parameters.filter(({ name, isMandatory, sets }) => isMandatory && isInSet(sets, set) && !this.#values.has(name));
    if (missing.length > 0) {
      const names = missing.map(({ name }) => name).join(' ');
      throw new CmdletError('MissingMandatoryParameter', 'InvalidArgument', words.missingParameters(names));
    }
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** A text, or null when it was left out, is `$null` or empty. */
  text(name: string): string | null {
    const value = this.#values.get(name);
    if (value === undefined || value === null || value === '') return null;
    if (typeof value === 'object') throw wrongType(name, 'System.String');
    return String(value);
  }

  /** A text that must be there. Throws a CmdletError when it is empty. */
  needed(name: string): string {
    const value = this.text(name);
    if (value !== null) return value;
    throw new CmdletError('ParameterArgumentValidationErrorEmptyStringNotAllowed', 'InvalidData', words.emptyArgument(name));
  }

  /** Null when it was left out. */
  flag(name: string): boolean | null {
    const value = this.#values.get(name);
    if (value === undefined) return null;
    const parsed = z.union([z.boolean(), z.stringbool()]).safeParse(value);
    if (!parsed.success) throw wrongType(name, 'System.Boolean');
    return parsed.data;
  }

  texts(name: string): readonly string[] {
    const parsed = listSchema.safeParse(this.#asTexts(name));
    if (!parsed.success) throw wrongType(name, 'System.String[]');
    return parsed.data;
  }

  /** One of an enumeration, without case. Throws a CmdletError that names Exchange's type for anything else. */
  choice<const T extends string>(name: string, choices: readonly T[], type: string): T {
    const value = this.text(name)?.toLowerCase();
    const found = choices.find((choice) => choice.toLowerCase() === value);
    if (found === undefined) throw wrongType(name, type);
    return found;
  }

  /** Rows at most; the default of 1000 is Exchange's own (exchange.md 1.1). */
  resultSize(): number {
    const value = this.text('ResultSize');
    if (value === null) return 1000;
    if (value.toLowerCase() === 'unlimited') return Number.POSITIVE_INFINITY;
    if (!/^\d{1,9}$/.test(value)) throw wrongType('ResultSize', 'Microsoft.Exchange.Data.Unlimited`1[System.UInt32]');
    return Number(value);
  }

  /** A multivalued property after this call: `a,b` overwrites, `@{Add=…;Remove=…}` edits, `$null` clears. Compared without case. */
  changedList(name: string, before: readonly string[]): readonly string[] {
    const value = this.#values.get(name);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return withoutRepeats(this.texts(name));
    const change = listChangeSchema.safeParse(this.#asTexts(name));
    if (!change.success) throw wrongType(name, 'Microsoft.Exchange.Data.MultiValuedProperty`1[System.String]');
    const removed = new Set((change.data['remove'] ?? []).map((entry) => entry.toLowerCase()));
    return withoutRepeats([...before.filter((entry) => !removed.has(entry.toLowerCase())), ...(change.data['add'] ?? [])]);
  }

  /** What an edit of a list adds; of a list that replaces the old one, all. */
  additions(name: string): readonly string[] {
    return this.changedList(name, []);
  }

  /** The set that all given parameters are of: the default one if it can be, else the one that is left; null without sets. */
  #chosenSet(defaultSet: string | null, parameters: readonly Parameter[]): string | null {
    if (defaultSet === null) return null;
    const given = parameters.filter(({ name, sets }) => sets.length > 0 && this.#values.has(name));
    const all = [...new Set([defaultSet, ...parameters.flatMap(({ sets }) => sets)])];
    const [chosen] = all.filter((set) => given.every(({ sets }) => sets.includes(set)));
    if (chosen === undefined) throw new CmdletError('AmbiguousParameterSet', 'InvalidArgument', words.mixedParameterSets());
    return chosen;
  }

  #asTexts(name: string): unknown {
    const value = this.#values.get(name) ?? null;
    if (typeof value === 'number') return String(value);
    if (Array.isArray(value)) return value.map(String);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, typeof part === 'number' ? String(part) : part]));
  }
}

function isInSet(sets: readonly string[], set: string | null): boolean {
  return sets.length === 0 || set === null || sets.includes(set);
}

function withoutRepeats(entries: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return entries.filter((entry) => {
    const key = entry.toLowerCase();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
