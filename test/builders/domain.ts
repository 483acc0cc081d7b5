/** Plain domain data for unit tests: every field has a usual value, a test names what matters to it. */

import type { EasDevice, Mailbox } from '../../engine/domain/exchange.ts';
import type { ConnectorRecord, ManagedDevice, ScopedUser } from '../../engine/domain/intune.ts';
import type { PolicyParts } from '../../engine/ports/policy-source.ts';
import { easDeviceIdSchema, type MailboxGuid, mailboxGuidSchema, userIdSchema } from '../../shared/ids.ts';
import type { AccessPolicy } from '../../shared/policy.ts';

export function mailboxGuid(index: number): MailboxGuid {
  return mailboxGuidSchema.parse(`00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`);
}

export function userId(index: number) {
  return userIdSchema.parse(`00000000-0000-4000-9000-${index.toString(16).padStart(12, '0')}`);
}

export function mailbox(index = 1, change: Partial<Mailbox> = {}): Mailbox {
  return {
    guid: mailboxGuid(index),
    displayName: `Person ${index}`,
    address: `person${index}@contoso.test`,
    activeSyncEnabled: true,
    allowedDeviceIds: [],
    blockedDeviceIds: [],
    ...change,
  };
}

export function device(id: string, change: Partial<Omit<EasDevice, 'deviceId'>> = {}): EasDevice {
  return {
    guid: `partnership of ${id}`,
    mailbox: mailboxGuid(1),
    deviceId: easDeviceIdSchema.parse(id),
    friendlyName: 'Phone',
    type: 'iPhone',
    model: 'iPhone16C1',
    system: 'iOS 18.6',
    userAgent: 'Apple-iPhone16C1/2205.60',
    state: 'allowed',
    stateReason: 'Global',
    firstSync: null,
    ...change,
  };
}

export function user(index = 1, change: Partial<ScopedUser> = {}): ScopedUser {
  return {
    id: userId(index),
    userPrincipalName: `person${index}@contoso.test`,
    addresses: [`person${index}@contoso.test`],
    included: true,
    excluded: false,
    enabled: true,
    licensed: true,
    ...change,
  };
}

export function enrolment(easDeviceId: string, change: Partial<ManagedDevice> = {}): ManagedDevice {
  return {
    id: `managed ${easDeviceId}`,
    userId: userId(1),
    userPrincipalName: 'person1@contoso.test',
    easDeviceId,
    easActivated: true,
    managementState: 'managed',
    managementAgent: 'mdm',
    complianceState: 'compliant',
    operatingSystem: 'iOS',
    name: 'Phone',
    enrolledAt: '2026-01-01T00:00:00Z',
    ...change,
  };
}

export function policy(change: Partial<AccessPolicy> = {}): AccessPolicy {
  return {
    enabled: true,
    includedGroups: [],
    excludedGroups: [],
    overrideDefaultRule: true,
    defaultLevel: 'none',
    exceptions: [],
    ...change,
  };
}

export function connectorRecord(change: Partial<ConnectorRecord> = {}): ConnectorRecord {
  return {
    id: 'record',
    connectorServer: 'HERE',
    exchangeServer: 'cas1.contoso.test',
    organization: 'Contoso',
    version: '1.0.0',
    status: 'connected',
    lastSync: null,
    ...change,
  };
}

/** The usual policy as Graph gives it. */
export function policyParts(change: Partial<AccessPolicy> = {}): PolicyParts {
  const { defaultLevel, exceptions, ...access } = policy(change);
  return { access, exchange: { defaultLevel, exceptions } };
}
