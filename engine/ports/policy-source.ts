/** A policy that the administrator keeps in a file, for where Graph no longer gives one (A2). */
import type { AccessPolicy } from '../../shared/policy.ts';

export type ExchangePart = Pick<AccessPolicy, 'defaultLevel' | 'exceptions'>;
export type AccessPart = Omit<AccessPolicy, keyof ExchangePart>;

/** `exchange` null: the source says nothing of it. */
export interface PolicyParts {
  readonly access: AccessPart;
  readonly exchange: ExchangePart | null;
}

export interface PolicyFile {
  readonly path: string;
  /** Null when there is no file. Throws `policy.invalid` with `line` (1-based) and `reason`. */
  read(): Promise<PolicyParts | null>;
}
