/** What the engine needs of Exchange. Every call takes a signal and throws a Failure with an `exchange.*` or `powershell.*` code. */

import type { PowershellFacts } from '../../shared/control/contract.ts';
import type { MailboxGuid } from '../../shared/ids.ts';
import type { AccessListChange, EasDevice, ExchangeServer, Mailbox, OrganizationRules } from '../domain/exchange.ts';

export interface ExchangeCredentials {
  readonly user: string;
  readonly password: string;
}

export interface ExchangeFacts {
  readonly server: string;
  readonly organization: string;
  readonly version: string;
  readonly servers: readonly ExchangeServer[];
  /** Names of cmdlets that the account may not run (Q8). */
  readonly missingCommands: readonly string[];
  readonly powershell: PowershellFacts;
}

export interface ExchangeGateway {
  /** Opens the session; the password is forgotten afterwards. */
  connect(credentials: ExchangeCredentials, signal: AbortSignal): Promise<ExchangeFacts>;
  readRules(signal: AbortSignal): Promise<OrganizationRules>;
  /** In batches. Ends normally only when everything was read; otherwise it throws. */
  readMailboxes(signal: AbortSignal): AsyncIterable<readonly Mailbox[]>;
  readDevices(signal: AbortSignal): AsyncIterable<readonly EasDevice[]>;
  /** Throws `exchange.not-found` when the mailbox is gone. */
  readMailbox(mailbox: MailboxGuid, signal: AbortSignal): Promise<Mailbox>;
  /** One Set-CASMailbox. */
  changeAccessLists(change: AccessListChange, signal: AbortSignal): Promise<void>;
  /** Removes the session, then ends PowerShell. Never throws; safe to call twice. */
  close(): Promise<void>;
}
