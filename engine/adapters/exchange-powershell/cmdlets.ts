/**
 * Every cmdlet that the connector may run, with each parameter that it passes: the one list behind the rights that are asked for and
 * the management role that grants them (domain.md 2, exchange.md 1.2). Pure.
 */

export interface Cmdlet {
  /** Newest name first; from Exchange 2013 on both exist, and the documentation of the account lists the older one. */
  readonly names: readonly [string, ...string[]];
  readonly parameters: readonly string[];
  /** Whether a synchronization cannot do without it. */
  readonly isNeeded: boolean;
  /** The built-in role that a role for the connector takes it from (exchange.md 1.7). */
  readonly parent: ParentRole;
}

export type ParentRole = 'Mail Recipients' | 'Organization Client Access' | 'Recipient Policies' | 'View-Only Configuration';

const needed = (parent: ParentRole, names: Cmdlet['names'], parameters: readonly string[] = []): Cmdlet => ({
  names,
  parameters,
  isNeeded: true,
  parent,
});
const useful = (parent: ParentRole, names: Cmdlet['names'], parameters: readonly string[] = []): Cmdlet => ({
  ...needed(parent, names, parameters),
  isNeeded: false,
});

/** `-Confirm` is not here: every cmdlet that can ask has it, as it has `-ErrorAction`. */
export const cmdlets = {
  servers: needed('View-Only Configuration', ['Get-ExchangeServer']),
  forest: needed('Mail Recipients', ['Set-ADServerSettings'], ['ViewEntireForest']),
  settings: needed('Organization Client Access', ['Get-ActiveSyncOrganizationSettings']),
  setSettings: needed('Organization Client Access', ['Set-ActiveSyncOrganizationSettings'], ['DefaultAccessLevel']),
  mailboxes: needed('Mail Recipients', ['Get-CASMailbox'], ['Identity', 'Filter', 'ResultSize']),
  setMailbox: needed(
    'Mail Recipients',
    ['Set-CASMailbox'],
    ['Identity', 'ActiveSyncAllowedDeviceIDs', 'ActiveSyncBlockedDeviceIDs', 'ActiveSyncMailboxPolicy'],
  ),
  devices: needed('Mail Recipients', ['Get-MobileDevice', 'Get-ActiveSyncDevice'], ['Identity', 'Mailbox', 'Filter', 'ResultSize']),
  rules: needed('Organization Client Access', ['Get-ActiveSyncDeviceAccessRule']),
  statistics: useful('Mail Recipients', ['Get-MobileDeviceStatistics', 'Get-ActiveSyncDeviceStatistics'], ['Identity']),
  wipe: useful('Mail Recipients', ['Clear-MobileDevice', 'Clear-ActiveSyncDevice'], ['Identity']),
  forget: useful('Mail Recipients', ['Remove-MobileDevice', 'Remove-ActiveSyncDevice'], ['Identity']),
  recipients: useful('Mail Recipients', ['Get-Recipient'], ['ResultSize']),
  addRule: useful('Organization Client Access', ['New-ActiveSyncDeviceAccessRule'], ['QueryString', 'Characteristic', 'AccessLevel']),
  setRule: useful('Organization Client Access', ['Set-ActiveSyncDeviceAccessRule'], ['Identity', 'AccessLevel']),
  removeRule: useful('Organization Client Access', ['Remove-ActiveSyncDeviceAccessRule'], ['Identity']),
  classes: useful('Organization Client Access', ['Get-ActiveSyncDeviceClass']),
  policies: useful('Recipient Policies', ['Get-MobileDeviceMailboxPolicy', 'Get-ActiveSyncMailboxPolicy']),
  addPolicy: useful('Recipient Policies', ['New-MobileDeviceMailboxPolicy', 'New-ActiveSyncMailboxPolicy']),
  setPolicy: useful('Recipient Policies', ['Set-MobileDeviceMailboxPolicy', 'Set-ActiveSyncMailboxPolicy']),
  removePolicy: useful('Recipient Policies', ['Remove-MobileDeviceMailboxPolicy', 'Remove-ActiveSyncMailboxPolicy']),
} as const satisfies Record<string, Cmdlet>;

export const allCmdlets: readonly Cmdlet[] = Object.values(cmdlets);
