/** How long ago something was, in the words of the language. */
import type { Language } from '../../shared/setup/answers.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Whole minutes, hours or days between two ISO times; null in the first minute, for which there is a word of its own. */
export function agoIn(language: Language, then: string, now: string): string | null {
  const seconds = Math.max(0, Math.floor((Date.parse(now) - Date.parse(then)) / 1000));
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'always' });
  if (seconds < minute) return null;
  if (seconds < hour) return format.format(-Math.floor(seconds / minute), 'minute');
  if (seconds < 2 * day) return format.format(-Math.floor(seconds / hour), 'hour');
  return format.format(-Math.floor(seconds / day), 'day');
}
