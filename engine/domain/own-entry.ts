/** An entry on a personal list that this connector wrote, and may therefore take off again. */
import type { MailboxGuid } from '../../shared/ids.ts';

export interface OwnEntry {
  readonly mailbox: MailboxGuid;
  readonly deviceId: string;
  readonly list: 'allow' | 'block';
}
