/** What Exchange keeps of one phone on one mailbox beyond what the phone says: the partnership itself and an order to wipe it. Pure. */
import { z } from 'zod';
import { baseDate } from '../world/phones.ts';
import { stableGuid } from '../world/random.ts';
import type { Phone } from '../world/world.ts';

const wipeSchema = z.strictObject({
  accountOnly: z.boolean(),
  requestor: z.string(),
  requestedAt: z.string(),
  /** The phone was told at its next contact after the order. */
  sentAt: z.string().nullable(),
  /** It answered at the one after that. */
  acknowledgedAt: z.string().nullable(),
});
export type Wipe = z.infer<typeof wipeSchema>;

export const partnershipSchema = z.strictObject({
  /** False: removed, until the phone comes again. */
  isPresent: z.boolean(),
  guid: z.string(),
  /** How often it was made anew. */
  renewed: z.number().int().nonnegative(),
  firstSync: z.string(),
  whenChanged: z.string(),
  wipe: wipeSchema.nullable(),
});
export type Partnership = z.infer<typeof partnershipSchema>;

export function firstPartnership(phone: Phone): Partnership {
  const { partnershipGuid, firstSync } = phone;
  return { isPresent: true, guid: partnershipGuid, renewed: 0, firstSync, whenChanged: firstSync, wipe: null };
}

/** A phone whose partnership was removed makes a new one; an order to wipe goes out at one contact and is answered at the next. */
export function afterContact(partnership: Partnership, phone: Phone, seed: number, now: string): Partnership {
  if (!partnership.isPresent) {
    const renewed = partnership.renewed + 1;
    const guid = stableGuid(seed, `partnership ${phone.index} made ${renewed} times anew`);
    return { isPresent: true, guid, renewed, firstSync: now, whenChanged: now, wipe: null };
  }
  const { wipe } = partnership;
  if (wipe === null || wipe.acknowledgedAt !== null) return partnership;
  const next = wipe.sentAt === null ? { ...wipe, sentAt: now } : { ...wipe, acknowledgedAt: now };
  return { ...partnership, whenChanged: now, wipe: next };
}

export function wipeStatus(wipe: Wipe | null): 'DeviceOk' | 'DeviceWipePending' | 'DeviceWipeSucceeded' {
  if (wipe === null) return 'DeviceOk';
  return wipe.acknowledgedAt === null ? 'DeviceWipePending' : 'DeviceWipeSucceeded';
}

const day = 24 * 60 * 60_000;
const spreadDays = 120;

/** When a phone that has made no contact in this rehearsal synchronized last: most lately, some long ago, never before its first time. */
export function seededLastSync(phone: Phone): string {
  const share = (Math.imul(phone.index + 1, 0x9e3779b1) >>> 0) / 2 ** 32;
  const moment = baseDate - share ** 3 * spreadDays * day;
  return new Date(Math.max(moment, Date.parse(phone.firstSync))).toISOString();
}
