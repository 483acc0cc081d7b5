/**
 * How many sessions to use at once (X5): one more after each stretch without complaint, half as many when Exchange asks for less. Pure.
 */
export interface Width {
  readonly now: number;
  /** Calls without complaint since it last changed. */
  readonly calm: number;
}

/** Of the 18 shells of one user: the others stay with the administrators. */
export const widest = 10;

export const narrow: Width = { now: 1, calm: 0 };

/** Calls, for each session in use, that have to pass undisturbed before another is opened. */
const stretch = 8;

export function afterCalm({ now, calm }: Width): Width {
  return calm + 1 < stretch * now ? { now, calm: calm + 1 } : { now: Math.min(now + 1, widest), calm: 0 };
}

export function afterComplaint({ now }: Width): Width {
  return { now: Math.max(1, Math.floor(now / 2)), calm: 0 };
}
