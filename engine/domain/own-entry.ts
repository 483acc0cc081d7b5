/** An entry on a personal list that this connector wrote, and may therefore take off again. */
import type { MailboxGuid } from '../../shared/ids.ts';

export interface OwnEntry {
  readonly mailbox: MailboxGuid;
  readonly deviceId: string;
  readonly list: 'allow' | 'block';
}

/**
 * Milliseconds. A server may not have been told of an entry of ours yet: one that is younger and not to be seen stays ours. An hour is
 * what other connectors allow for replication (exchange.md 3).
 */
export const replicationPatience = 60 * 60_000;
/**
 * Milliseconds. The entries of a mailbox that is not to be seen stay ours for so long: it may be hidden by what the account may see, or
 * be disconnected, which Exchange keeps for 30 days by default.
 */
export const mailboxPatience = 30 * 24 * 60 * 60_000;
