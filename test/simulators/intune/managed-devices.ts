/** Enrolled phones as Intune lists them: a keyset walk by name and id, never a snapshot (graph.md sections 4 and 5). */
import type { Organization } from '../world/organization.ts';
import type { Phone } from '../world/world.ts';
import { type Filterable, filterBy, nextLink, optionsOf, project, type Row } from './odata.ts';

export const largestPage = 1000;

const filterable: Filterable = {
  userPrincipalName: ['eq', 'ne'],
  emailAddress: ['contains'],
  complianceState: ['eq'],
  complianceGracePeriodExpirationDateTime: ['lt', 'gt'],
  managementState: ['eq'],
  managementAgent: ['eq'],
  azureADDeviceId: ['eq'],
  enrolledDateTime: ['lt', 'gt'],
  lastSyncDateTime: ['lt', 'gt'],
  deviceName: ['eq', 'contains'],
  operatingSystem: ['eq'],
  manufacturer: ['eq'],
  serialNumber: ['eq'],
  imei: ['eq'],
  model: ['eq', 'contains'],
  osVersion: ['contains'],
  jailBroken: ['eq'],
};

interface Entry {
  readonly name: string;
  readonly id: string;
  readonly phone: Phone;
}

export class ManagedDevices {
  readonly #organization: Organization;
  #seen: readonly Phone[] = [];
  #sorted: readonly Entry[] = [];

  constructor(organization: Organization) {
    this.#organization = organization;
  }

  /** One page of the collection at `url`, at most `pageSize` rows whatever was asked. */
  page(url: URL, pageSize: number): Row {
    return this.#page(url, this.#entries(), pageSize);
  }

  pageOf(owner: number, url: URL, pageSize: number): Row {
    return this.#page(url, sorted(this.#organization.phonesOf(owner)), pageSize);
  }

  find(id: string): Row | null {
    const entry = this.#entries().find((candidate) => candidate.id === id.toLowerCase());
    return entry === undefined ? null : this.#row(entry.phone);
  }

  #page(url: URL, entries: readonly Entry[], pageSize: number): Row {
    const options = optionsOf(url);
    const keep = options.filter === null ? null : filterBy(options.filter, filterable);
    const size = Math.min(options.top ?? largestPage, pageSize, largestPage);
    const rest = entries.slice(startAfter(entries, options.skipToken));
    const matching = keep === null ? rest : rest.filter((entry) => keep(this.#row(entry.phone)));
    const chosen = matching.slice(0, size);
    const last = chosen.at(-1);
    const more = matching.length > chosen.length && last !== undefined;
    return {
      '@odata.context': `${url.origin}/v1.0/$metadata#deviceManagement/managedDevices`,
      '@odata.count': chosen.length,
      ...(more ? { '@odata.nextLink': nextLink(url, tokenOf(last)) } : {}),
      value: chosen.map((entry) => project(this.#row(entry.phone), options.select)),
    };
  }

  /** Sorting 100,000 phones for every page would be slow, so the order is kept until a phone changes. */
  #entries(): readonly Entry[] {
    const phones = this.#organization.phones();
    if (phones.length !== this.#seen.length || phones.some((phone, index) => phone !== this.#seen[index])) {
      this.#seen = [...phones];
      this.#sorted = sorted(phones);
    }
    return this.#sorted;
  }

  #row(phone: Phone): Row {
    const owner = this.#organization.ownerOf(phone);
    return managedDevice(phone, {
      userId: owner.userId,
      userPrincipalName: owner.userPrincipalName,
      userDisplayName: owner.displayName,
      emailAddress: owner.primarySmtpAddress,
    });
  }
}

function sorted(phones: readonly Phone[]): readonly Entry[] {
  return phones
    .flatMap((phone) =>
      phone.enrolment === null ? [] : [{ name: phone.friendlyName, id: phone.enrolment.managedDeviceId.toLowerCase(), phone }],
    )
    .toSorted((one, other) => compare(one, other));
}

function compare(one: Omit<Entry, 'phone'>, other: Omit<Entry, 'phone'>): number {
  if (one.name !== other.name) return one.name < other.name ? -1 : 1;
  if (one.id === other.id) return 0;
  return one.id < other.id ? -1 : 1;
}

function tokenOf(entry: Entry): string {
  return `LastDeviceName='${entry.name.replaceAll("'", "''")}',LastDeviceId='${entry.id}'`;
}

function startAfter(entries: readonly Entry[], token: string | null): number {
  const groups = token === null ? undefined : /^LastDeviceName='(?<name>.*)',LastDeviceId='(?<id>[^']*)'$/s.exec(token)?.groups;
  if (groups === undefined) return 0;
  const last = { name: (groups['name'] ?? '').replaceAll("''", "'"), id: groups['id'] ?? '' };
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = entries[middle];
    if (entry !== undefined && compare(entry, last) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Dates that mean "never" and the properties that a list leaves empty are as in recorded answers (graph.md section 4). */
function managedDevice(phone: Phone, owner: Row): Row {
  const { enrolment } = phone;
  return {
    id: enrolment?.managedDeviceId,
    deviceName: phone.friendlyName,
    ...owner,
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
    activationLockBypassCode: null,
    ethernetMacAddress: null,
    iccid: null,
    notes: null,
    udid: null,
    remoteAssistanceSessionUrl: null,
    physicalMemoryInBytes: 0,
  };
}
