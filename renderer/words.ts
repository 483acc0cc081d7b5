/** The window's words: the translator of the chosen language and the formats that belong to it, for every component. */
import { createContext, useContext } from 'react';
import type { AppError } from '../shared/errors.ts';
import { type Translate, translator } from '../shared/i18n/translate.ts';
import type { Language } from '../shared/setup/answers.ts';

export interface Words {
  readonly language: Language;
  readonly t: Translate;
  /** A number with at most one digit behind the point. */
  readonly number: (value: number) => string;
  /** Local date and time of an ISO time. */
  readonly time: (iso: string) => string;
  /** The same with the time zone, for a tooltip. */
  readonly timeWithZone: (iso: string) => string;
}

export function wordsIn(language: Language): Words {
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const short = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' });
  const long = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'long' });
  return {
    language,
    t: translator(language),
    number: (value) => number.format(value),
    time: (iso) => short.format(Date.parse(iso)),
    timeWithZone: (iso) => long.format(Date.parse(iso)),
  };
}

const WordsContext = createContext<Words>(wordsIn('en'));
export const WordsProvider = WordsContext.Provider;

export function useWords(): Words {
  return useContext(WordsContext);
}

/** The acts of an error's cure, in order. */
export function curesOf(t: Translate, error: AppError): readonly string[] {
  return t(`error.${error.code}.cure`, error.params).split('\n');
}
