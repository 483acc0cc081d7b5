/** What a simulated cmdlet is: names of its parameters, and a function from their values to objects, warnings and errors. */
import { z } from 'zod';
import { CmdletError } from './cmdlet-error.ts';
import type { Directory } from './directory.ts';
import type { ExchangeState } from './state.ts';

const listSchema = z.union([z.string().transform((one) => [one]), z.array(z.string()), z.null().transform((): string[] => [])]);

/** `@{Add=…; Remove=…}`; the names of the two are read without case. */
const listChangeSchema = z
  .record(z.string().toLowerCase(), listSchema)
  .refine((record) => Object.keys(record).every((key) => key === 'add' || key === 'remove'));

export const parameterValueSchema = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.union([z.string(), z.number()])),
  z.record(z.string(), z.union([z.string(), z.number(), z.null(), z.array(z.union([z.string(), z.number()]))])),
]);
export type ParameterValue = z.infer<typeof parameterValueSchema>;

export type PropertyValue = string | number | boolean | null | readonly string[];
export type Properties = Readonly<Record<string, PropertyValue>>;

export type CmdletOutput = { readonly object: { readonly type: string; readonly properties: Properties } } | { readonly warning: string };

export interface CmdletCall {
  readonly exchange: ExchangeState;
  readonly directory: Directory;
  readonly parameters: Parameters;
  /** Names of the cmdlets that the account may run. */
  readonly granted: readonly string[];
}

export interface Cmdlet {
  readonly name: string;
  readonly parameters: readonly string[];
  run(call: CmdletCall): Iterable<CmdletOutput>;
}

const onEveryCmdlet = ['DomainController', 'ErrorAction', 'WarningAction', 'Verbose', 'Debug'];

/** The values of a call by the cmdlet's own spelling of their names. */
export class Parameters {
  readonly #values = new Map<string, ParameterValue>();

  /** Throws a CmdletError for a parameter that the cmdlet does not have. */
  constructor(cmdlet: Pick<Cmdlet, 'name' | 'parameters'>, given: Readonly<Record<string, ParameterValue>>) {
    const known = new Map([...cmdlet.parameters, ...onEveryCmdlet].map((name) => [name.toLowerCase(), name]));
    for (const [name, value] of Object.entries(given)) {
      const proper = known.get(name.toLowerCase());
      if (proper === undefined) {
        const message = `A parameter cannot be found that matches parameter name '${name}'.`;
        throw new CmdletError(`NamedParameterNotFound,${cmdlet.name}`, 'InvalidArgument', message);
      }
      this.#values.set(proper, value);
    }
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** A text, or null when it was left out, is `$null` or empty. */
  text(name: string): string | null {
    const value = this.#values.get(name);
    if (value === undefined || value === null || value === '') return null;
    if (typeof value === 'object') throw this.#wrongType(name, 'System.String');
    return String(value);
  }

  flag(name: string): boolean | null {
    const value = this.#values.get(name);
    if (value === undefined) return null;
    const parsed = z.union([z.boolean(), z.stringbool()]).safeParse(value);
    if (!parsed.success) throw this.#wrongType(name, 'System.Boolean');
    return parsed.data;
  }

  texts(name: string): readonly string[] {
    const parsed = listSchema.safeParse(this.#asTexts(name));
    if (!parsed.success) throw this.#wrongType(name, 'System.String[]');
    return parsed.data;
  }

  /** Rows at most; the default of 1000 is Exchange's own (exchange.md 1.1). */
  resultSize(): number {
    const value = this.text('ResultSize');
    if (value === null) return 1000;
    if (value.toLowerCase() === 'unlimited') return Number.POSITIVE_INFINITY;
    if (!/^\d{1,9}$/.test(value)) throw this.#wrongType('ResultSize', 'Microsoft.Exchange.Data.Unlimited`1[System.UInt32]');
    return Number(value);
  }

  /** A multivalued property after this call: `a,b` overwrites, `@{Add=…;Remove=…}` edits, `$null` clears. Compared without case. */
  changedList(name: string, before: readonly string[]): readonly string[] {
    const value = this.#values.get(name);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return withoutRepeats(this.texts(name));
    const change = listChangeSchema.safeParse(this.#asTexts(name));
    if (!change.success) throw this.#wrongType(name, 'Microsoft.Exchange.Data.MultiValuedProperty`1[System.String]');
    const removed = new Set((change.data['remove'] ?? []).map((entry) => entry.toLowerCase()));
    return withoutRepeats([...before.filter((entry) => !removed.has(entry.toLowerCase())), ...(change.data['add'] ?? [])]);
  }

  #asTexts(name: string): unknown {
    const value = this.#values.get(name) ?? null;
    if (typeof value === 'number') return String(value);
    if (Array.isArray(value)) return value.map(String);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, typeof part === 'number' ? String(part) : part]));
  }

  #wrongType(name: string, type: string): CmdletError {
    const message = `Cannot process argument transformation on parameter '${name}'. Cannot convert value to type "${type}".`;
    return new CmdletError('ParameterArgumentTransformationError', 'InvalidData', message);
  }
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
