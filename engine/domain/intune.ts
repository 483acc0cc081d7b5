/** What Intune knows: people in scope, their enrolled devices, and the connectors. */
import type { ConnectorStatus } from '../../shared/control/connectors.ts';
import type { UserId } from '../../shared/ids.ts';

export interface ScopedUser {
  readonly id: UserId;
  readonly userPrincipalName: string;
  /** Every SMTP address, lower case, primary first. */
  readonly addresses: readonly string[];
  readonly included: boolean;
  readonly excluded: boolean;
  /** False: nobody can sign in with the account. */
  readonly enabled: boolean;
  /** Has a service plan of Intune in force. */
  readonly licensed: boolean;
}

export interface ManagedDevice {
  readonly id: string;
  readonly userId: UserId | null;
  /** For people to read; empty for a device without a user. */
  readonly userPrincipalName: string;
  /** As Intune gives it; compared without case. Empty when Intune does not know the phone's EAS id. */
  readonly easDeviceId: string;
  readonly easActivated: boolean;
  /** Graph's text, open enumeration: unknown texts count as not managed, not compliant. */
  readonly managementState: string;
  readonly managementAgent: string;
  readonly complianceState: string;
  readonly operatingSystem: string;
  readonly name: string;
  readonly enrolledAt: string | null;
}

/** One connector of the tenant, as Intune has it; each Exchange organization has its own (A4). */
export interface ConnectorRecord {
  readonly id: string;
  /** The machine that holds the connection. */
  readonly connectorServer: string;
  readonly exchangeServer: string;
  readonly organization: string;
  readonly version: string;
  readonly status: ConnectorStatus;
  /** ISO time, or null before the first. */
  readonly lastSync: string | null;
}

export interface TenantState {
  readonly tenantId: string;
  readonly name: string;
  readonly mdmAuthority: 'unknown' | 'intune' | 'sccm' | 'office365';
  readonly directorySync: boolean;
  /** ISO time; null when it is not told. */
  readonly lastDirectorySync: string | null;
  /** A plan of Intune is in force. */
  readonly isLicensed: boolean;
  /** Of Intune, in Graph's words, open; null when it is not told. */
  readonly subscription: string | null;
}

/** Who signed in during set-up. */
export interface AdministratorState {
  readonly name: string;
  readonly isLicensed: boolean;
  /** Directory roles; null when Graph does not show which. */
  readonly roles: readonly { readonly name: string; readonly mayManageIntune: boolean }[] | null;
}
