/** The blast-radius guard (B3): a plan that takes access from too large a share of all devices is held for the administrator. */
import { createHash } from 'node:crypto';
import type { GuardFinding } from '../../shared/sync-report.ts';
import type { PlannedDevice } from './plan.ts';
import type { Verdict } from './verdict.ts';

export interface GuardInput {
  /** One text per new block, see {@link blockName}. */
  readonly newBlocks: readonly string[];
  readonly devices: number;
  readonly limitPercent: number;
}

export type GuardVerdict = { readonly kind: 'ok' } | { readonly kind: 'held'; readonly finding: GuardFinding };

const severity = { allowed: 0, quarantined: 1, blocked: 2 } as const satisfies Record<Verdict, number>;

/** A new block: our change leaves the device with less access than Exchange would give it now. */
export function isNewBlock(device: Pick<PlannedDevice, 'before' | 'after'>): boolean {
  return severity[device.after] > severity[device.before];
}

/** Names one new block, the same in every run. */
export function blockName({ view, after }: Pick<PlannedDevice, 'view' | 'after'>): string {
  return JSON.stringify([view.mailbox, view.deviceId, after]);
}

/** Held only above the limit, so a limit of 100 never holds, and a limit of 0 holds any new block. */
export function judge(input: GuardInput): GuardVerdict {
  const { newBlocks, devices, limitPercent } = input;
  const share = devices === 0 ? 0 : (newBlocks.length * 100) / devices;
  if (share <= limitPercent) return { kind: 'ok' };
  return { kind: 'held', finding: { plan: planName(newBlocks), newBlocks: newBlocks.length, devices, limitPercent } };
}

/** SHA-256 (hex) over the sorted new blocks: another set has another name. */
export function planName(newBlocks: readonly string[]): string {
  const hash = createHash('sha256');
  for (const name of newBlocks.toSorted()) hash.update(`${name}\n`);
  return hash.digest('hex');
}
