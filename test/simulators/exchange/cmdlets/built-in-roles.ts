/** The management roles that come with Exchange, as far as they cover cmdlets of the rehearsal (exchange.md 1.7). */
import type { Role } from '../roles.ts';
import type { ExchangeVersion } from '../versions.ts';
import type { Cmdlet } from './cmdlet.ts';
import { isInVersion } from './parameter.ts';

const viewOfRecipients = [
  /^Get-(CASMailbox|Recipient|Mailbox|User)$/,
  /^Get-(ActiveSync|Mobile)Device(Statistics)?$/,
  /^Set-ADServerSettings$/,
];

const coverage: Readonly<Record<string, readonly RegExp[]>> = {
  'Mail Recipients': [...viewOfRecipients, /^Set-CASMailbox$/, /^(Clear|Remove)-(ActiveSync|Mobile)Device$/],
  'Organization Client Access': [
    /^[GS]et-CASMailbox$/,
    /^[GS]et-ActiveSyncOrganizationSettings$/,
    /-ActiveSyncDeviceAccessRule$/,
    /^Get-ActiveSyncDeviceClass$/,
    /^Get-ExchangeServer$/,
    /^Set-ADServerSettings$/,
  ],
  'Recipient Policies': [/-(ActiveSync|MobileDevice)MailboxPolicy$/, /^Set-ADServerSettings$/],
  'View-Only Configuration': [
    /^Get-(ExchangeServer|ActiveSyncOrganizationSettings|ActiveSyncDeviceAccessRule|ActiveSyncDeviceClass)$/,
    /^Get-(ActiveSync|MobileDevice)MailboxPolicy$/,
    /^Set-ADServerSettings$/,
  ],
  'View-Only Recipients': viewOfRecipients,
  'Role Management': [/-(Management)?Role(Group|GroupMember|Entry|Assignment)?$/],
};

export function builtInRoles(cmdlets: readonly Cmdlet[], version: ExchangeVersion): readonly Role[] {
  return Object.entries(coverage).map(([name, patterns]) => ({
    name,
    parent: null,
    entries: cmdlets
      .filter((each) => patterns.some((pattern) => pattern.test(each.name)))
      .map((each) => ({
        cmdlet: each.name,
        parameters: each.parameters.filter((parameter) => isInVersion(parameter, version)).map((parameter) => parameter.name),
      })),
  }));
}
