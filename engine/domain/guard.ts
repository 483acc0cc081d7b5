/**
 * The blast-radius guard (B3): a plan is held for the administrator when it takes access from too large a share of all
 * devices, or from anybody at all after most enrolments have vanished from Intune since the last good run.
 */
import type { MailboxGuid } from '../../shared/ids.ts';
import type { GuardFinding } from '../../shared/sync-report.ts';
import type { PlannedDevice } from './plan.ts';
import type { Verdict } from './verdict.ts';

export interface GuardInput {
  /** One text per new block, see {@link blockName}. */
  readonly newBlocks: readonly string[];
  readonly devices: number;
  readonly limitPercent: number;
  readonly enrolments: Enrolments;
  /** Name of exactly this set of new blocks. */
  readonly plan: string;
}

/** Enrolments with an EAS id that Intune listed, in this run and in the last one that ended well; null before there was one. */
export interface Enrolments {
  readonly now: number;
  readonly before: number | null;
}

export type GuardVerdict = { readonly kind: 'ok' } | { readonly kind: 'held'; readonly finding: GuardFinding };

const severity = { allowed: 0, quarantined: 1, blocked: 2 } as const satisfies Record<Verdict, number>;

/** A new block: our change leaves the device with less access than Exchange would give it now. */
export function isNewBlock(device: Pick<PlannedDevice, 'before' | 'after'>): boolean {
  return severity[device.after] > severity[device.before];
}

/** Names the loss of an allow entry whose device Exchange no longer listed; counted with the new blocks, for it may be one. */
export function abandonedName(mailbox: MailboxGuid, deviceId: string): string {
  return JSON.stringify([mailbox, deviceId, 'abandoned']);
}

/** Names one new block, the same in every run. */
export function blockName({ view, after }: Pick<PlannedDevice, 'view' | 'after'>): string {
  return JSON.stringify([view.mailbox, view.deviceId, after]);
}

/** By share, held only above the limit: one of 100 never holds, one of 0 holds any new block. A sudden fall holds at every limit. */
export function judge(input: GuardInput): GuardVerdict {
  const { newBlocks, devices, limitPercent, plan, enrolments } = input;
  const share = devices === 0 ? 0 : (newBlocks.length * 100) / devices;
  const fall = newBlocks.length === 0 ? null : suddenFall(enrolments);
  if (share <= limitPercent && fall === null) return { kind: 'ok' };
  const finding = { plan, newBlocks: newBlocks.length, devices, limitPercent };
  return { kind: 'held', finding: fall === null ? finding : { ...finding, fall } };
}

/** A list that was cut short looks like a mass of devices that left Intune: more than half at once is not believed unasked. */
function suddenFall({ now, before }: Enrolments): GuardFinding['fall'] | null {
  return before !== null && now * 2 < before ? { before, now } : null;
}
