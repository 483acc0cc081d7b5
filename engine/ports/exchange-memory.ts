/** What is remembered of Exchange between runs. Calls are synchronous and durable when they return. Throws `store.failed`. */
import type { ExchangeServer } from '../domain/exchange.ts';

export interface ExchangeMemory {
  /** Those that the configured server told of when it last answered; empty before the first time. */
  servers(configured: string): readonly ExchangeServer[];
  keepServers(configured: string, servers: readonly ExchangeServer[]): void;
  /** Before a shell is asked for, so that a crash cannot hide it; returns its number. */
  openShell(at: Date): number;
  /** It was removed politely and counts no more. */
  closeShell(id: number): void;
  /** It was lost: the server counts it until it expires by itself. */
  loseShell(id: number, at: Date): void;
  /** The shells that another process left behind are lost from now on. */
  adoptShells(at: Date): void;
  /** In use, and the times when others were lost, oldest first; those lost before `since` are forgotten. */
  shells(since: Date): { readonly open: number; readonly lost: readonly Date[] };
}
