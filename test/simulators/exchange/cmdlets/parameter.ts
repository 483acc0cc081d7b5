/** How a cmdlet describes its parameters: enough for the PowerShell face to declare them as Exchange does. */
import { type ExchangeVersion, isAtLeast } from '../versions.ts';

export interface Parameter {
  readonly name: string;
  /** Type in PowerShell. `object` takes a text, a list, or a hash of additions and removals. */
  readonly type: 'string' | 'string[]' | 'bool' | 'switch' | 'object';
  readonly isMandatory: boolean;
  /** First unnamed argument. */
  readonly isFirst: boolean;
  /** Bound from what comes down the pipeline: a text, or the property of the same name. */
  readonly fromPipeline: boolean;
  /** Of which parameter sets it is a part; none named: of all. */
  readonly sets: readonly string[];
  readonly since: ExchangeVersion;
  /** Last version that has it. */
  readonly until: ExchangeVersion;
}

type Detail = Partial<Omit<Parameter, 'name' | 'type'>>;

const plain = { isMandatory: false, isFirst: false, fromPipeline: false, sets: [], since: '2010-sp3', until: 'se' } as const;

export function text(name: string, detail: Detail = {}): Parameter {
  return { ...plain, name, type: 'string', ...detail };
}

export function texts(name: string, detail: Detail = {}): Parameter {
  return { ...plain, name, type: 'string[]', ...detail };
}

export function bool(name: string, detail: Detail = {}): Parameter {
  return { ...plain, name, type: 'bool', ...detail };
}

export function toggle(name: string, detail: Detail = {}): Parameter {
  return { ...plain, name, type: 'switch', ...detail };
}

/** A multivalued property. */
export function list(name: string, detail: Detail = {}): Parameter {
  return { ...plain, name, type: 'object', ...detail };
}

export function identity(detail: Detail = {}): Parameter {
  return text('Identity', { isFirst: true, fromPipeline: true, ...detail });
}

export function isInVersion(parameter: Pick<Parameter, 'since' | 'until'>, version: ExchangeVersion): boolean {
  return isAtLeast(version, parameter.since) && isAtLeast(parameter.until, version);
}
