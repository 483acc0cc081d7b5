/** The blast-radius guard (B3): a plan that takes access from too large a share of all devices is held for the administrator. */
import type { GuardFinding } from '../../shared/sync-report.ts';
import type { PlannedDevice } from './plan.ts';
import type { Verdict } from './verdict.ts';

export interface GuardInput {
  /** One text per new block, see {@link blockName}. */
  readonly newBlocks: readonly string[];
  readonly devices: number;
  readonly limitPercent: number;
  /** Name of exactly this set of new blocks. */
  readonly plan: string;
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
  const { newBlocks, devices, limitPercent, plan } = input;
  const share = devices === 0 ? 0 : (newBlocks.length * 100) / devices;
  if (share <= limitPercent) return { kind: 'ok' };
  return { kind: 'held', finding: { plan, newBlocks: newBlocks.length, devices, limitPercent } };
}
