/** Dates as people of a culture write them in a filter, such as `8/1/2017 2:00:00 PM` or `1-8-2017 14:00:00`. */
import type { Culture } from './words.ts';

const patterns: Readonly<Record<Culture, RegExp>> = {
  'en-US':
    /^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})(?: (?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2}))?(?: (?<half>[AP]M))?)?$/i,
  'nl-NL': /^(?<day>\d{1,2})-(?<month>\d{1,2})-(?<year>\d{4})(?: (?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2}))?)?$/,
};
const isoPattern = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2})?)?$/;

/** Milliseconds since 1970, the text read as UTC; null when it is no date of this culture. ISO 8601 is understood in each. */
export function momentOf(text: string, culture: Culture): number | null {
  if (isoPattern.test(text)) return finite(Date.parse(/[Z+]|-\d{2}:\d{2}$/.test(text) ? text : `${text}${text.includes('T') ? 'Z' : ''}`));
  const parts = patterns[culture].exec(text)?.groups;
  if (parts === undefined) return null;
  const number = (name: string) => Number(parts[name] ?? 0);
  const hour = (number('hour') % (parts['half'] === undefined ? 24 : 12)) + (parts['half']?.toUpperCase() === 'PM' ? 12 : 0);
  const moment = Date.UTC(number('year'), number('month') - 1, number('day'), hour, number('minute'), number('second'));
  const isReal = new Date(moment).getUTCMonth() === number('month') - 1;
  return isReal ? finite(moment) : null;
}

/** A moment as this culture writes it, in UTC. */
export function dateText(moment: Date, culture: Culture): string {
  return moment.toLocaleString(culture, { timeZone: 'UTC' }).replaceAll(',', '').replaceAll('\u202F', ' ');
}

function finite(moment: number): number | null {
  return Number.isFinite(moment) ? moment : null;
}
