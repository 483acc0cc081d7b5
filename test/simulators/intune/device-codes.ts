/** Device codes that wait for a person. */

import { randomBytes, randomInt } from 'node:crypto';

export type DeviceCodeState = 'waiting' | 'approved' | 'declined' | 'expired' | 'unknown';

interface Pending {
  readonly userCode: string;
  readonly expires: number;
  state: 'waiting' | 'approved' | 'declined';
}

const letters = 'BCDFGHJKLMNPQRSTVWXZ2456789';

export class DeviceCodes {
  readonly #pending = new Map<string, Pending>();
  /** How long a code is valid. */
  lifetimeSeconds = 900;

  create(): { readonly deviceCode: string; readonly userCode: string; readonly expiresIn: number } {
    const deviceCode = randomBytes(32).toString('base64url');
    const userCode = Array.from({ length: 9 }, () => letters.charAt(randomInt(letters.length))).join('');
    this.#pending.set(deviceCode, { userCode, expires: Date.now() + this.lifetimeSeconds * 1000, state: 'waiting' });
    return { deviceCode, userCode, expiresIn: this.lifetimeSeconds };
  }

  /** An approved code can be redeemed once. */
  redeem(deviceCode: string): DeviceCodeState {
    const pending = this.#pending.get(deviceCode);
    if (pending === undefined) return 'unknown';
    if (Date.now() > pending.expires) return 'expired';
    if (pending.state === 'approved') this.#pending.delete(deviceCode);
    return pending.state;
  }

  /** False when no such code waits. */
  decide(userCode: string, state: 'approved' | 'declined'): boolean {
    const wanted = userCode.trim().toUpperCase();
    const pending = [...this.#pending.values()].find(
      (one) => one.userCode === wanted && one.state === 'waiting' && Date.now() <= one.expires,
    );
    if (pending === undefined) return false;
    pending.state = state;
    return true;
  }
}
