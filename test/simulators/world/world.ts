/**
 * The people and phones of the rehearsal organization, seen by both simulators: Exchange knows the mailbox and the
 * partnership, Intune knows the user and the enrolment. Plain data, deterministic from a seed.
 */
export interface Person {
  readonly index: number;
  readonly displayName: string;
  readonly samAccountName: string;
  readonly userPrincipalName: string;
  readonly primarySmtpAddress: string;
  /** Graph form: `SMTP:` primary, `smtp:` others. */
  readonly proxyAddresses: readonly string[];
  readonly userId: string;
  readonly mailboxGuid: string;
  readonly securityIdentifier: string;
  readonly licensed: boolean;
}

export interface Enrolment {
  readonly managedDeviceId: string;
  readonly azureAdDeviceId: string;
  readonly managementState: string;
  readonly managementAgent: string;
  readonly complianceState: string;
  readonly easActivated: boolean;
  readonly enrolledAt: string;
}

export interface Phone {
  readonly index: number;
  readonly owner: number;
  readonly easDeviceId: string;
  readonly partnershipGuid: string;
  readonly friendlyName: string;
  readonly deviceType: string;
  readonly model: string;
  readonly system: string;
  readonly userAgent: string;
  readonly imei: string;
  /** iOS, Android, Windows … as Intune names it. */
  readonly operatingSystem: string;
  readonly firstSync: string;
  /** Null: the phone is not enrolled in Intune. */
  readonly enrolment: Enrolment | null;
}

export interface DirectoryGroup {
  readonly id: string;
  readonly displayName: string;
  /** Indexes of people, direct members only. */
  readonly people: readonly number[];
  /** Ids of groups that are members. */
  readonly groups: readonly string[];
}

export interface World {
  readonly seed: number;
  readonly tenantId: string;
  readonly clientId: string;
  readonly organization: string;
  readonly domain: string;
  readonly people: readonly Person[];
  readonly phones: readonly Phone[];
  readonly groups: readonly DirectoryGroup[];
  readonly includedGroups: readonly string[];
  readonly excludedGroups: readonly string[];
}

export interface WorldOptions {
  readonly seed: number;
  readonly devices: number;
}
