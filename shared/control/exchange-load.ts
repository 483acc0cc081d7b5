/** What the connector asks of Exchange, and what Exchange and its servers say to that (X4, X5, B9). */
import { z } from 'zod';

/** `alias`: the configured name is that of no single server, as of an array or a load balancer. `older`: a newer one could be used. */
export const serverConcernSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('alias') }),
  z.strictObject({ kind: z.literal('older'), newest: z.string() }),
]);
export type ServerConcern = z.infer<typeof serverConcernSchema>;

const count = z.number().int().nonnegative();

export const exchangeLoadSchema = z.strictObject({
  /** Shells in use, those that were not removed and may still be counted, how many the connector may have, and how many Exchange allows. */
  shells: z.strictObject({ open: count, lost: count, most: count, allowed: count }),
  /** Sessions that may be in use at once now. */
  sessions: count,
  /** Milliseconds by which Exchange delayed calls, for each second of the last minute. */
  delayPerSecond: count,
  isSlow: z.boolean(),
  /** Servers that did not answer and are not tried for a while. */
  resting: z.array(z.string()),
  concerns: z.array(serverConcernSchema),
});
export type ExchangeLoadStatus = z.infer<typeof exchangeLoadSchema>;

/** What Exchange counts of ours, of what it allows: the part that changes while a run goes on. */
export const exchangeShareSchema = exchangeLoadSchema.pick({ shells: true, sessions: true, delayPerSecond: true, isSlow: true });
export type ExchangeShare = z.infer<typeof exchangeShareSchema>;
