/** Devices as Entra knows them: registered by their enrolment, with the compliance that Intune reports (graph.md section 4). */
import type { Organization } from '../world/organization.ts';
import { stableGuid } from '../world/random.ts';
import type { Phone } from '../world/world.ts';
import type { Journal } from './journal.ts';
import type { Row } from './odata.ts';

export class EntraDevices {
  readonly #organization: Organization;
  readonly #journal: Journal;
  readonly #order: string[] = [];
  readonly #phones = new Map<string, Phone>();
  readonly #ids = new Map<number, string>();
  #seen: readonly Phone[] = [];

  constructor(organization: Organization, journal: Journal) {
    this.#organization = organization;
    this.#journal = journal;
  }

  /** The organization does not tell of enrolments, so each question looks first; phones are replaced when they change. */
  observe(): this {
    const before = this.#seen;
    const isFirst = before.length === 0;
    const phones = this.#organization.phones();
    for (const [index, phone] of phones.entries()) if (before[index] !== phone) this.#take(phone, isFirst);
    this.#seen = [...phones];
    return this;
  }

  everyId(): readonly string[] {
    return this.#order;
  }

  row(id: string): Row | null {
    const phone = this.#phones.get(id);
    return phone === undefined ? null : deviceRow(id, phone);
  }

  rows(): readonly (() => Row)[] {
    return [...this.#phones].map(
      ([id, phone]) =>
        () =>
          deviceRow(id, phone),
    );
  }

  #take(phone: Phone, isFirst: boolean): void {
    const old = this.#ids.get(phone.index);
    const id = phone.enrolment === null ? undefined : stableGuid(0, `device object ${phone.enrolment.azureAdDeviceId}`);
    if (old !== undefined && old !== id) this.#drop(phone.index, old);
    if (id === undefined) return;
    if (!this.#phones.has(id)) this.#order.push(id);
    this.#phones.set(id, phone);
    this.#ids.set(phone.index, id);
    if (!isFirst) this.#journal.add({ kind: 'devices', id, properties: ['isCompliant', 'isManaged'] });
  }

  #drop(index: number, id: string): void {
    this.#ids.delete(index);
    this.#phones.delete(id);
    this.#journal.add({ kind: 'devices', id, properties: [], removal: 'deleted' });
  }
}

function deviceRow(id: string, phone: Phone): Row {
  const { enrolment } = phone;
  return {
    id,
    deviceId: enrolment?.azureAdDeviceId,
    displayName: phone.friendlyName,
    accountEnabled: true,
    operatingSystem: phone.operatingSystem,
    isCompliant: enrolment?.complianceState === 'compliant' || enrolment?.complianceState === 'inGracePeriod',
    isManaged: enrolment?.managementState === 'managed',
    managementType: 'MDM',
    mdmAppId: '0000000a-0000-0000-c000-000000000000',
    physicalIds: [],
    alternativeSecurityIds: [],
    trustType: 'Workplace',
  };
}
