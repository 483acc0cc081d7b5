/**
 * A whole synchronization of the engine's core over the real store, Exchange being a stand-in that keeps lists: a run that fails leaves
 * what was kept together (walk, cursor, every access) as it was, and the next good one comes to the very state that a first run would.
 */
import { z } from 'zod';
import type { Mailbox } from '../../../engine/domain/exchange.ts';
import { Failure } from '../../../shared/errors.ts';
import { mailboxGuidSchema } from '../../../shared/ids.ts';
import type { SyncReport } from '../../../shared/sync-report.ts';
import { device, mailbox } from '../../builders/domain.ts';
import { standInOrganization } from '../../builders/stand-ins.ts';
import type { Exercise, Stage } from './exercise.ts';
import { mutate } from './hazards.ts';

type House = ReturnType<typeof standInOrganization>;
const comparedSchema = z.object({ added: z.number(), changed: z.number(), gone: z.number() });
type Compared = z.infer<typeof comparedSchema>;

export const synchronization: Exercise = {
  name: 'synchronization',
  mayWriteRecords: true,
  prepare: async (stage, random, signal) => {
    const house = houseOf(stage);
    insist(await full(stage, house, signal));
    const walked = devicesOf(stage);
    for (let left = random.below(5); left > 0; left -= 1) mutate(stage, random);
    return new SynchronizationTrial(stage, house, walked);
  },
};

class SynchronizationTrial {
  readonly #stage: Stage;
  readonly #house: House;
  readonly #walked: ReadonlyMap<string, string>;
  #report: SyncReport | null = null;

  constructor(stage: Stage, house: House, walked: ReadonlyMap<string, string>) {
    this.#stage = stage;
    this.#house = house;
    this.#walked = walked;
  }

  record(): void {}

  async attempt(signal: AbortSignal): Promise<readonly string[]> {
    const before = keptBy(this.#house);
    this.#report = await full(this.#stage, this.#house, signal);
    if (this.#report.outcome !== 'failed') return before === keptBy(this.#house) ? ['a good run has kept nothing'] : [];
    if (before !== keptBy(this.#house)) return [`a failed run has changed what was kept: ${this.#report.error?.code}`];
    throw new Failure(this.#report.error?.code ?? 'internal', { detail: this.#report.error?.detail ?? '' });
  }

  async afterwards(signal: AbortSignal, hasFailed: boolean): Promise<readonly string[]> {
    const expected = difference(this.#walked, devicesOf(this.#stage));
    this.#house.logged.length = 0;
    insist(await full(this.#stage, this.#house, signal));
    const compared = comparedSchema.parse(this.#house.logged.find(({ message }) => message.startsWith('devices compared'))?.data);
    const { cursor } = this.#house.store.cloud.gathered() ?? { cursor: null };
    const told = cursor === null ? null : await this.#stage.directory.changes(cursor, signal);
    const other = houseOf(this.#stage);
    insist(await full(this.#stage, other, signal));
    return [
      ...(hasFailed && JSON.stringify(compared) !== JSON.stringify(expected)
        ? [`devices compared: ${JSON.stringify({ compared, expected })}`]
        : []),
      ...(told?.kind === 'changes' ? [] : [`the cursor that was kept leads nowhere: ${told?.kind ?? 'none'}`]),
      ...differentLists(this.#house, other),
    ];
  }

  kept(): unknown {
    return [this.#house.store.cloud.gathered(), this.#house.logged, this.#report];
  }
}

function houseOf({ organization }: Stage): House {
  const house = standInOrganization(0);
  for (const person of organization.people()) {
    const guid = mailboxGuidSchema.parse(person.mailboxGuid);
    house.exchange.mailboxes.set(guid, mailbox(1, { guid, address: person.primarySmtpAddress }));
  }
  for (const phone of organization.world.phones) {
    const owner = mailboxGuidSchema.parse(organization.ownerOf(phone).mailboxGuid);
    house.exchange.phones.push(device(phone.easDeviceId, { mailbox: owner, type: phone.deviceType, model: phone.model }));
  }
  return house;
}

function full({ directory }: Stage, house: House, signal: AbortSignal): Promise<SyncReport> {
  return house.newRunner(directory).full({ replaceConnector: false }, signal, () => undefined);
}

/** In peace every run must be good. */
function insist({ outcome, error }: SyncReport): void {
  if (outcome !== 'ok') throw new Error(`a run in peace ended ${outcome}: ${JSON.stringify(error)}`);
}

function keptBy({ store, exchange }: House): string {
  return JSON.stringify([store.cloud.gathered(), store.cloud.walkedDevices(), exchange.writes]);
}

function differentLists(house: House, other: House): readonly string[] {
  return [...house.exchange.mailboxes].flatMap(([guid, box]) => {
    const first = other.exchange.mailboxes.get(guid);
    const [has, wanted] = [listsOf(box), first === undefined ? '' : listsOf(first)];
    return has === wanted ? [] : [`the lists of a mailbox are not those of a first run: ${has} and not ${wanted}`];
  });
}

function listsOf({ allowedDeviceIds, blockedDeviceIds }: Mailbox): string {
  return JSON.stringify({ allowed: allowedDeviceIds.toSorted(), blocked: blockedDeviceIds.toSorted() });
}

/** All that the adapter reads of a device, as the fingerprint has it. */
function devicesOf({ simulator }: Stage): ReadonlyMap<string, string> {
  return new Map(
    simulator.managedDevices().map((row) => {
      const read = [row['userId'], row['userPrincipalName'], row['easDeviceId'], row['easActivated'], row['managementState']];
      const more = [row['managementAgent'], row['complianceState'], row['operatingSystem'], row['deviceName'], row['enrolledDateTime']];
      return [String(row['id']), JSON.stringify([...read, ...more])];
    }),
  );
}

function difference(old: ReadonlyMap<string, string>, fresh: ReadonlyMap<string, string>): Compared {
  const inBoth = [...fresh].filter(([id]) => old.has(id));
  return {
    added: fresh.size - inBoth.length,
    changed: inBoth.filter(([id, text]) => old.get(id) !== text).length,
    gone: [...old.keys()].filter((id) => !fresh.has(id)).length,
  };
}
