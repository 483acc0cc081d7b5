/** What a simulated cmdlet is: a description of itself, and a function from a call to objects, warnings and errors. */
import type { Directory } from '../directory.ts';
import type { Grants } from '../grants.ts';
import type { ExchangeState } from '../state.ts';
import type { ExchangeServer, ExchangeVersion } from '../versions.ts';
import type { Culture, Words } from '../words.ts';
import type { Parameter } from './parameter.ts';
import type { Parameters } from './parameters.ts';

export type PropertyValue = string | number | boolean | null | readonly string[];
export type Properties = Readonly<Record<string, PropertyValue>>;

export interface ObjectOutput {
  readonly object: { readonly type: string; readonly properties: Properties };
}
export type CmdletOutput = ObjectOutput | { readonly warning: Words };

/** Where a cmdlet runs: an organization, seen through one session on one of its servers. */
export interface Place {
  readonly exchange: ExchangeState;
  readonly directory: Directory;
  readonly servers: readonly ExchangeServer[];
  /** The server of the session. */
  readonly server: ExchangeServer;
  readonly culture: Culture;
  readonly grants: Grants;
  /** `DOMAIN\user` of the session. */
  readonly user: string;
  /** Changes made through other servers are seen so much later. */
  readonly lagMilliseconds: number;
}

export interface CmdletCall extends Place {
  readonly parameters: Parameters;
}

export interface Cmdlet {
  readonly name: string;
  readonly since: ExchangeVersion;
  /** `High` asks before it acts, unless told not to; `Medium` knows -WhatIf; null only reads. */
  readonly confirmImpact: 'High' | 'Medium' | null;
  /** Granted to organization administrators only. */
  readonly isForAdministrators: boolean;
  /** The set that is meant when the given parameters leave it open; null: there are no sets. */
  readonly defaultSet: string | null;
  readonly parameters: readonly Parameter[];
  run(call: CmdletCall): Iterable<CmdletOutput>;
}

type Reading = Pick<Cmdlet, 'name' | 'parameters' | 'run'> & Partial<Cmdlet>;

/** A cmdlet that every version has, that only reads, and that may be granted to anybody, except for what is said otherwise. */
export function cmdlet(described: Reading): Cmdlet {
  return { since: '2010-sp3', confirmImpact: null, isForAdministrators: false, defaultSet: null, ...described };
}
