import { describe, expect, it } from 'vitest';
import { readCatalog } from '../../../build/rules/catalog.ts';
import { families } from '../../../build/rules/key-families.ts';
import { translationFindings } from '../../../build/rules/translations.ts';
import { fixture } from './fixture.ts';

interface Case {
  readonly en?: object;
  readonly nl?: object;
  readonly code?: string;
  readonly equal?: Readonly<Record<string, string>>;
}

const english = { page: { title: 'Set up {{name}}', devices_one: '{{count}} device', devices_other: '{{count}} devices' } };
const dutch = { page: { title: '{{name}} instellen', devices_one: '{{count}} apparaat', devices_other: '{{count}} apparaten' } };
const colour = { prefix: 'colour.', members: ['red', 'blue'] };

function findings(
  { en = english, nl = dutch, code = "t('page.title'); t('page.devices');", equal = {} }: Case,
  withColours = false,
): readonly string[] {
  const words = {
    en: readCatalog(JSON.stringify(en)),
    nl: readCatalog(JSON.stringify(nl)),
    families: withColours ? [colour] : [],
    equalTexts: equal,
  };
  return translationFindings([fixture('renderer/a.tsx', code)], words).map((found) => `${found.rule} ${found.path} ${found.text}`);
}

describe('translations are red over', () => {
  it('a text that is missing in Dutch', () => {
    expect(findings({ nl: { page: { title: '{{name}} instellen', devices_one: '{{count}} apparaat' } } })).toEqual([
      'translation-missing shared/i18n/nl.json page.devices_other',
    ]);
  });

  it('a text that is missing in English', () => {
    expect(findings({ nl: { ...dutch, extra: 'Meer' } })).toEqual(['translation-missing shared/i18n/en.json extra']);
  });

  it('a key that is asked for and does not exist', () => {
    expect(findings({ code: "t('page.title'); t('page.devices'); t('page.gone');" })).toEqual([
      'translation-missing shared/i18n/en.json page.gone',
    ]);
  });

  it('a text that nobody asks for', () => {
    expect(findings({ code: "t('page.title');" })).toEqual([
      'translation-unused shared/i18n/en.json page.devices_one',
      'translation-unused shared/i18n/en.json page.devices_other',
    ]);
  });

  it('placeholders that differ', () => {
    expect(findings({ nl: { page: { ...dutch.page, title: '{{naam}} instellen' } } })).toEqual([
      'translation-placeholders shared/i18n/nl.json page.title: {naam} where English has {name}',
    ]);
  });

  it('equal texts without a reason', () => {
    expect(findings({ nl: { page: { ...dutch.page, title: 'Set up {{name}}' } } })).toHaveLength(1);
    expect(findings({ nl: { page: { ...dutch.page, title: 'Set up {{name}}' } }, equal: { 'page.title': 'a name' } })).toEqual([]);
  });

  it('a reason for equal texts that are no longer equal', () => {
    expect(findings({ equal: { 'page.title': 'a name' } })).toEqual([
      'translation-equal build/rules/equal-texts.ts page.title: no longer the same in both languages',
    ]);
  });

  it('a family that lacks a member or has a stranger', () => {
    const en = { ...english, colour: { red: 'red', green: 'green' } };
    const nl = { ...dutch, colour: { red: 'rood', green: 'groen' } };

    expect(findings({ en, nl }, true)).toEqual([
      'translation-missing shared/i18n/en.json colour.blue',
      'translation-unused shared/i18n/en.json colour.green',
    ]);
  });

  it('a placeholder of an error without a general word, and a general word without a placeholder', () => {
    const en = { error: { title: 'No {{server}}' }, param: { host: 'the host' } };
    const nl = { error: { title: 'Geen {{server}}' }, param: { host: 'de host' } };

    expect(findings({ en, nl, code: "t('error.title')" })).toEqual([
      'translation-missing shared/i18n/en.json param.server',
      'translation-unused shared/i18n/en.json param.host',
    ]);
  });
});

describe('translations accept', () => {
  it('whole languages, all used', () => {
    expect(findings({})).toEqual([]);
  });

  it('keys put together by a template', () => {
    expect(findings({ code: 't(`page.${name}`);' })).toEqual([]);
  });

  it('keys that stand in a table', () => {
    expect(findings({ code: "const table = { a: 'page.title', b: 'page.devices' };" })).toEqual([]);
  });
});

it('the families are made from the contracts, so that a new error code needs its three sentences', () => {
  const error = families.find((family) => family.prefix === 'error.');

  expect(error?.members).toContain('exchange.unreachable.cure');
  expect(families.map((family) => family.prefix)).toContain('check.');
});
