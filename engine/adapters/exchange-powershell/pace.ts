/** How Exchange asks for less: a delay that it put in before a cmdlet, told as a warning on success (exchange.md 2.5). Pure. */

export interface Pace {
  /** Milliseconds that Exchange held one cmdlet back. */
  readonly delayed: number;
}

/** Null for a warning about anything else. Digits may be grouped by the culture. */
export function paceOf(warning: string): Pace | null {
  if (!/micro ?delay|microvertraging/i.test(warning)) return null;
  const told = /(\d[\d.,\u00A0 ]*)\s*(?:msecs?|milliseconds?|ms)\b/i.exec(warning)?.[1]?.replace(/\D/g, '');
  return { delayed: Number(told ?? 0) };
}
