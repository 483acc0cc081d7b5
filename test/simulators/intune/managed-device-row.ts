/** An enrolled phone in the form of Intune's managedDevice (graph.md section 4). */
import { stableGuid } from '../world/random.ts';
import type { Person, Phone } from '../world/world.ts';
import type { Row } from './odata.ts';

/** Dates that mean "never" and the properties that a list leaves empty are as in recorded answers (graph.md section 4). */
export function managedDeviceRow(phone: Phone, owner: Person): Row {
  const { enrolment } = phone;
  return {
    id: enrolment?.managedDeviceId,
    deviceName: phone.friendlyName,
    userId: owner.userId,
    userPrincipalName: owner.userPrincipalName,
    userDisplayName: owner.displayName,
    emailAddress: owner.primarySmtpAddress,
    managedDeviceOwnerType: 'company',
    enrolledDateTime: enrolment?.enrolledAt,
    lastSyncDateTime: enrolment?.enrolledAt,
    operatingSystem: phone.operatingSystem,
    osVersion: phone.system,
    complianceState: enrolment?.complianceState,
    complianceGracePeriodExpirationDateTime: '9999-12-31T23:59:59Z',
    managementState: enrolment?.managementState,
    managementAgent: enrolment?.managementAgent,
    deviceEnrollmentType: 'userEnrollment',
    deviceRegistrationState: 'registered',
    jailBroken: 'Unknown',
    easActivated: enrolment?.easActivated,
    easDeviceId: phone.easDeviceId,
    easActivationDateTime: '0001-01-01T00:00:00Z',
    azureADRegistered: true,
    azureADDeviceId: enrolment?.azureAdDeviceId,
    exchangeAccessState: 'none',
    exchangeAccessStateReason: 'none',
    exchangeLastSuccessfulSyncDateTime: '0001-01-01T00:00:00Z',
    isSupervised: false,
    isEncrypted: true,
    model: phone.model,
    manufacturer: phone.operatingSystem === 'iOS' ? 'Apple' : 'Other',
    serialNumber: '',
    imei: phone.imei,
    ...leftEmpty,
  };
}

/** What a list leaves empty; only the device by itself tells, and only when asked. */
const leftEmpty = {
  activationLockBypassCode: null,
  ethernetMacAddress: null,
  iccid: null,
  notes: null,
  udid: null,
  remoteAssistanceSessionUrl: null,
  physicalMemoryInBytes: 0,
} as const;

export function detailsOf(phone: Phone): Row {
  return {
    notes: '',
    udid: stableGuid(0, `udid ${phone.partnershipGuid}`),
    iccid: '',
    ethernetMacAddress: '',
    physicalMemoryInBytes: 6_442_450_944,
  };
}
