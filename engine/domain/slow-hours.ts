/** The hours of the day in which Exchange is asked for less (B9), by the clock of this machine. Pure. */
export interface SlowHours {
  /** Minutes since midnight; `until` before `from` goes over midnight. */
  readonly from: number;
  readonly until: number;
}

/** `08:00-18:00`; null for an empty text, which is none. The configuration's schema has refused anything else. */
export function slowHoursOf(text: string): SlowHours | null {
  const [from, until] = text.split('-').map(minutesOf);
  return from === undefined || until === undefined ? null : { from, until };
}

export function isSlow(hours: SlowHours | null, now: Date): boolean {
  if (hours === null) return false;
  const minute = now.getHours() * 60 + now.getMinutes();
  const { from, until } = hours;
  return from <= until ? minute >= from && minute < until : minute >= from || minute < until;
}

function minutesOf(time: string): number {
  const [hours = Number.NaN, minutes = Number.NaN] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
