/** The names under which Microsoft's clouds are reached: the simulator answers to all of them, for clients whose lookups are led to it. */
import { clouds } from '../../../shared/setup/account-certificate.ts';

const pairs = Object.values(clouds).map(({ authority, graph }) => ({
  authority: new URL(authority).hostname,
  graph: new URL(graph).hostname,
}));

export const cloudHosts: readonly string[] = [...new Set(pairs.flatMap(({ authority, graph }) => [authority, graph]))];

/** A sign-in gives tokens for the Graph of its own cloud only; names that are no cloud's are one cloud of their own. */
export function isSameCloud(authorityHost: string, graphHost: string): boolean {
  if (!cloudHosts.includes(authorityHost) && !cloudHosts.includes(graphHost)) return true;
  return pairs.some(({ authority, graph }) => authority === authorityHost && graph === graphHost);
}
