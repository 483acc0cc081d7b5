/** The living rehearsal organization that the Exchange and the Intune simulator share: people stand still, phones come, enrol and change. */
import { z } from 'zod';
import { readStateFile, writeStateFile } from '../state-file.ts';
import { freshEnrolment } from './phones.ts';
import { at, stableGuid } from './random.ts';
import type { Enrolment, Person, Phone, World } from './world.ts';

export const enrolmentSchema = z.strictObject({
  managedDeviceId: z.string(),
  azureAdDeviceId: z.string(),
  managementState: z.string(),
  managementAgent: z.string(),
  complianceState: z.string(),
  easActivated: z.boolean(),
  enrolledAt: z.string(),
});

const phoneSchema = z.strictObject({
  index: z.number().int().nonnegative(),
  owner: z.number().int().nonnegative(),
  easDeviceId: z.string(),
  partnershipGuid: z.string(),
  friendlyName: z.string(),
  deviceType: z.string(),
  model: z.string(),
  system: z.string(),
  userAgent: z.string(),
  imei: z.string(),
  operatingSystem: z.string(),
  firstSync: z.string(),
  enrolment: enrolmentSchema.nullable(),
});

const stateSchema = z.strictObject({ seed: z.number(), devices: z.number(), changed: z.array(phoneSchema) });

/** What a new phone may bring; the rest is made up. `owner` is the index of a person. */
export type NewPhone = Partial<Omit<Phone, 'index' | 'partnershipGuid'>> & Pick<Phone, 'owner'>;

export class Organization {
  readonly world: World;
  readonly #phones: Phone[];
  readonly #changed = new Set<number>();
  readonly #byUserId: ReadonlyMap<string, Person>;
  readonly #byMailbox: ReadonlyMap<string, Person>;
  readonly #byAddress: ReadonlyMap<string, Person>;
  readonly #phonesOf = new Map<number, number[]>();
  readonly #listeners = new Set<(phone: Phone) => void>();
  readonly #stateFile: string | undefined;

  constructor(world: World, options: { readonly stateFile?: string | undefined } = {}) {
    this.world = world;
    this.#phones = [...world.phones];
    this.#stateFile = options.stateFile;
    this.#byUserId = new Map(world.people.map((person) => [person.userId.toLowerCase(), person]));
    this.#byMailbox = new Map(world.people.map((person) => [person.mailboxGuid.toLowerCase(), person]));
    this.#byAddress = new Map(world.people.flatMap((person) => addressesOf(person).map((address) => [address, person] as const)));
    for (const phone of world.phones) this.#own(phone);
    this.load();
    this.save();
  }

  people(): readonly Person[] {
    return this.world.people;
  }

  phones(): readonly Phone[] {
    return this.#phones;
  }

  phone(index: number): Phone {
    return at(this.#phones, index);
  }

  phonesOf(owner: number): readonly Phone[] {
    return (this.#phonesOf.get(owner) ?? []).map((index) => at(this.#phones, index));
  }

  ownerOf(phone: Phone): Person {
    return at(this.world.people, phone.owner);
  }

  personByUserId(userId: string): Person | null {
    return this.#byUserId.get(userId.toLowerCase()) ?? null;
  }

  personByMailbox(mailboxGuid: string): Person | null {
    return this.#byMailbox.get(mailboxGuid.toLowerCase()) ?? null;
  }

  /** By any SMTP address or by the user principal name. */
  personByAddress(address: string): Person | null {
    return this.#byAddress.get(address.toLowerCase()) ?? null;
  }

  /** A phone appears: it makes its first contact at once. */
  addPhone(partial: NewPhone): Phone {
    at(this.world.people, partial.owner);
    const index = this.#phones.length;
    const model = partial.model ?? 'iPhone16C1';
    const phone: Phone = {
      index,
      easDeviceId: stableGuid(this.world.seed, `phone ${index}`).replaceAll('-', '').toUpperCase(),
      partnershipGuid: stableGuid(this.world.seed, `partnership ${index}`),
      friendlyName: 'New phone',
      deviceType: 'iPhone',
      model,
      system: 'iOS 18.6 22G86',
      userAgent: `Apple-${model}/2205.60`,
      imei: '',
      operatingSystem: 'iOS',
      firstSync: new Date().toISOString(),
      enrolment: null,
      ...partial,
    };
    this.#phones.push(phone);
    this.#own(phone);
    this.#remember(phone);
    this.contact(index);
    return phone;
  }

  /** Enrolled and compliant, unless `partial` says otherwise. An enrolment that exists is replaced. */
  enrol(phoneIndex: number, partial: Partial<Enrolment> = {}): Phone {
    const phone = this.phone(phoneIndex);
    return this.#replace({ ...phone, enrolment: { ...freshEnrolment(this.world.seed, phoneIndex, phone.operatingSystem), ...partial } });
  }

  unenrol(phoneIndex: number): Phone {
    return this.#replace({ ...this.phone(phoneIndex), enrolment: null });
  }

  /** Changes an enrolment. Throws an Error when the phone is not enrolled. */
  setEnrolment(phoneIndex: number, change: Partial<Enrolment>): Phone {
    const phone = this.phone(phoneIndex);
    if (phone.enrolment === null) throw new Error(`phone ${phoneIndex} is not enrolled`);
    return this.#replace({ ...phone, enrolment: { ...phone.enrolment, ...change } });
  }

  /** The phone talks to Exchange: the moment at which its access state is judged anew. */
  contact(phoneIndex: number): void {
    const phone = this.phone(phoneIndex);
    for (const listener of this.#listeners) listener(phone);
  }

  /** Returns the function that ends listening. */
  onContact(listener: (phone: Phone) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Writes what differs from the generated world. Every change calls it; without a state file it does nothing. */
  save(): void {
    if (this.#stateFile === undefined) return;
    const changed = [...this.#changed].toSorted((one, other) => one - other).map((index) => this.phone(index));
    writeStateFile(this.#stateFile, { seed: this.world.seed, devices: this.world.phones.length, changed });
  }

  load(): void {
    const state = this.#stateFile === undefined ? null : readStateFile(this.#stateFile, stateSchema);
    if (state === null) return;
    if (state.seed !== this.world.seed || state.devices !== this.world.phones.length) {
      throw new Error(`the folder holds a rehearsal of ${state.devices} devices with seed ${state.seed}; use those, or another folder`);
    }
    for (const phone of state.changed) {
      if (phone.index >= this.#phones.length) this.#own(phone);
      this.#phones[phone.index] = phone;
      this.#changed.add(phone.index);
    }
  }

  #own(phone: Phone): void {
    const owned = this.#phonesOf.get(phone.owner);
    if (owned === undefined) this.#phonesOf.set(phone.owner, [phone.index]);
    else owned.push(phone.index);
  }

  #replace(phone: Phone): Phone {
    this.#phones[phone.index] = phone;
    this.#remember(phone);
    return phone;
  }

  #remember(phone: Phone): void {
    this.#changed.add(phone.index);
    this.save();
  }
}

function addressesOf(person: Person): readonly string[] {
  const smtp = person.proxyAddresses.map((address) => address.replace(/^smtp:/i, ''));
  return [...new Set([person.userPrincipalName, person.primarySmtpAddress, ...smtp].map((address) => address.toLowerCase()))];
}
