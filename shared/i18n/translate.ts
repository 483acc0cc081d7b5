/** Sentences by key, in English and Dutch. The one place that reads the two language files; keys are typed by the English one. */
import { createInstance } from 'i18next';
import type { Language } from '../setup/answers.ts';
import en from './en.json' with { type: 'json' };
import nl from './nl.json' with { type: 'json' };

/** i18next's plural forms are one key to a caller: `devices_one` and `devices_other` are asked for as `devices`. */
type WithoutPlural<K extends string> = K extends `${infer Stem}_${'one' | 'other'}` ? Stem : K;
type KeysOf<T, Prefix extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${Prefix}${WithoutPlural<K>}` : KeysOf<T[K], `${Prefix}${K}.`>;
}[keyof T & string];

/** Every key of the language files, for instance `error.exchange.unreachable.title`. */
export type MessageKey = KeysOf<typeof en>;
export type MessageParams = Readonly<Record<string, string | number>>;
export type Translate = (key: MessageKey, params?: MessageParams) => string;

/**
 * A function from key to sentence. A placeholder that nobody fills becomes the general word of `param.<name>`
 * ("the server"), so an error sentence is whole even when its cause could not name everything. An unknown key is returned as it is.
 */
export function translator(language: Language): Translate {
  const texts = createInstance();
  void texts.init({
    lng: language,
    fallbackLng: 'en',
    initAsync: false,
    resources: { en: { translation: en }, nl: { translation: nl } },
    // React and the terminal writer escape for themselves; values are never read as templates.
    interpolation: { escapeValue: false, skipOnVariables: true },
    missingInterpolationHandler: (_text, match: readonly string[]) => texts.t(`param.${match[1]?.trim() ?? ''}`),
  });
  return (key, params = {}) => texts.t(key, { ...params });
}
