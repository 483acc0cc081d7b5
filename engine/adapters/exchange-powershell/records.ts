/** From parsed records to the words of the domain. Pure but for the names that are remembered between two reads. */
import type { z } from 'zod';
import { Failure } from '../../../shared/errors.ts';
import type { MailboxGuid } from '../../../shared/ids.ts';
import type { AccessRule, EasDevice, Mailbox, OrganizationRules } from '../../domain/exchange.ts';
import type { DeviceRecord, MailboxRecord, RuleRecord, settingsRecord } from './schema.ts';

export function toMailbox(record: MailboxRecord): Mailbox {
  const { guid, displayName, address, activeSyncEnabled, allowed, blocked } = record;
  return { guid, displayName, address, activeSyncEnabled, allowedDeviceIds: allowed, blockedDeviceIds: blocked };
}

/** Throws `exchange.reply-invalid` when the organization does not tell its one default. */
export function onlyLevel(settings: readonly z.infer<typeof settingsRecord>[]): OrganizationRules['defaultLevel'] {
  const [only] = settings;
  if (only === undefined || settings.length !== 1) {
    throw new Failure('exchange.reply-invalid', { detail: `${settings.length} organization settings instead of one` });
  }
  return only.DefaultAccessLevel;
}

export function toRule({ Name: name, Characteristic: characteristic, QueryString: query, AccessLevel: level }: RuleRecord): AccessRule {
  return { name, characteristic, query, level };
}

/** Whose a partnership is: its object stands below the mailbox in the directory, and so bears the name of the mailbox. */
export class DeviceOwners {
  #owners: Map<string, MailboxGuid> | null = null;

  get isKnown(): boolean {
    return this.#owners !== null;
  }

  /** Distinguished names in lower case. The map is ours from now on: a copy of 70,000 names would be held for nothing. */
  replace(owners: Map<string, MailboxGuid>): void {
    this.#owners = owners;
  }

  add(name: string, mailbox: MailboxGuid): void {
    this.#owners?.set(name, mailbox);
  }

  /** Nothing when the mailbox is not there (any more). */
  toDevice(record: DeviceRecord): readonly EasDevice[] {
    const mailbox = this.#owners?.get(record.owner.toLowerCase());
    if (mailbox === undefined) return [];
    const { guid, deviceId, friendlyName, type, model, system, userAgent, state, stateReason, firstSync } = record;
    return [{ guid, mailbox, deviceId, friendlyName, type, model, system, userAgent, state, stateReason, firstSync }];
  }
}
