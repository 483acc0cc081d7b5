/** Enrolled phones as Intune lists them: a keyset walk by name and id, never a snapshot (graph.md sections 4 and 5). */
import type { Organization } from '../world/organization.ts';
import type { Phone } from '../world/world.ts';
import { deviceFilter } from './device-filter.ts';
import { detailsOf, managedDeviceRow } from './managed-device-row.ts';
import { nextLink, optionsOf, project, type Row } from './odata.ts';

export const largestPage = 1000;

interface Entry {
  readonly name: string;
  readonly id: string;
  readonly phone: Phone;
}

export class ManagedDevices {
  readonly #organization: Organization;
  /** What Intune says of a device in place of what the organization knows, by its id. */
  readonly #instead = new Map<string, Row>();
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
    return this.#page(url, this.#sort(this.#organization.phonesOf(owner)), pageSize);
  }

  rows(): readonly Row[] {
    return this.#entries().map((entry) => this.#row(entry));
  }

  find(id: string, select: readonly string[] | null): Row | null {
    const entry = this.#entries().find((candidate) => candidate.id === id.toLowerCase());
    if (entry === undefined) return null;
    return project(select === null ? this.#row(entry) : { ...this.#row(entry), ...detailsOf(entry.phone) }, select);
  }

  /** From now on the row of this device says so; also what no enrolment of the organization can have, such as states not known yet. */
  set(id: string, change: Row): void {
    this.#instead.set(id.toLowerCase(), { ...this.#instead.get(id.toLowerCase()), ...change });
    this.#seen = [];
  }

  /** Renames a device so that a walk that has read the page at `url` does not meet it any more, or meets it again. */
  renameAfter(url: URL, pageSize: number, outcome: 'skipped' | 'repeated'): void {
    const { top, skipToken } = optionsOf(url);
    const entries = this.#entries();
    const first = startAfter(entries, skipToken);
    const size = Math.min(top ?? largestPage, pageSize, largestPage);
    const entry = entries[outcome === 'skipped' ? first + size : first];
    // The first and the last of all names, in the order that the walk has.
    if (entry !== undefined) this.set(entry.id, { deviceName: `${outcome === 'skipped' ? '!' : '\uFFFD'}${entry.name}` });
  }

  #page(url: URL, entries: readonly Entry[], pageSize: number): Row {
    const options = optionsOf(url);
    const keep = deviceFilter(options);
    const size = Math.min(options.top ?? largestPage, pageSize, largestPage);
    const rest = entries.slice(startAfter(entries, options.skipToken));
    const matching = keep === null ? rest : rest.filter((entry) => keep(this.#row(entry)));
    const chosen = matching.slice(0, size);
    const last = chosen.at(-1);
    const more = matching.length > chosen.length && last !== undefined;
    return {
      '@odata.context': `${url.origin}/v1.0/$metadata#deviceManagement/managedDevices`,
      '@odata.count': chosen.length,
      ...(more ? { '@odata.nextLink': nextLink(url, tokenOf(last)) } : {}),
      value: chosen.map((entry) => project(this.#row(entry), options.select)),
    };
  }

  /** Sorting 100,000 phones for every page would be slow, so the order is kept until a phone changes. */
  #entries(): readonly Entry[] {
    const phones = this.#organization.phones();
    if (phones.length !== this.#seen.length || phones.some((phone, index) => phone !== this.#seen[index])) {
      this.#seen = [...phones];
      this.#sorted = this.#sort(phones);
    }
    return this.#sorted;
  }

  #sort(phones: readonly Phone[]): readonly Entry[] {
    const entries = phones.flatMap((phone) => {
      if (phone.enrolment === null) return [];
      const id = phone.enrolment.managedDeviceId.toLowerCase();
      return [{ name: String(this.#instead.get(id)?.['deviceName'] ?? phone.friendlyName), id, phone }];
    });
    return entries.toSorted(compare);
  }

  #row({ id, phone }: Entry): Row {
    return { ...managedDeviceRow(phone, this.#organization.ownerOf(phone)), ...this.#instead.get(id) };
  }
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
