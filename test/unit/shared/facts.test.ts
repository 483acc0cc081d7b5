import { describe, expect, it } from 'vitest';
import { textReporter } from '../../../electron/unattended/report.ts';
import { checksAsText } from '../../../renderer/wizard/check-list.ts';
import { type CheckResult, checkCures, checkIds, checkResultSchema } from '../../../shared/checks.ts';
import { factKeys, factSchema, factsSentence, textFact } from '../../../shared/facts.ts';
import en from '../../../shared/i18n/en.json' with { type: 'json' };
import nl from '../../../shared/i18n/nl.json' with { type: 'json' };
import { translator } from '../../../shared/i18n/translate.ts';

const languages = ['en', 'nl'] as const;
const sentences = { en: en.fact, nl: nl.fact } as const;
const result: CheckResult = {
  id: 'hardware',
  verdict: 'fail',
  measured: [
    { key: 'processor', params: { gigahertz: 2.4 } },
    { key: 'memory', params: { gigabytes: 1_234.5 } },
  ],
  required: [{ key: 'domain-needed', params: {} }],
};

function told(language: 'en' | 'nl', event: CheckResult): string {
  const lines: string[] = [];
  const output = { line: (line: string) => void lines.push(line), problem: () => undefined };
  textReporter(output, translator(language)).event({ event: 'check', step: 'check-host', result: event });
  return lines.join('\n').trim();
}

describe('facts (B18)', () => {
  it.each(languages)('have a sentence with exactly their own values (%s)', (language) => {
    for (const option of factSchema.options) {
      const text = sentences[language][option.shape.key.value];
      const holders = [...text.matchAll(/{{(\w+)/g)].map((match) => match[1]);
      expect(holders.sort(), option.shape.key.value).toEqual(Object.keys(option.shape.params.shape).sort());
    }
    expect(Object.keys(sentences[language])).toEqual(factKeys);
  });

  it('are refused at the border when the key is foreign or a value is missing, foreign or of another type', () => {
    const bad = [
      { key: 'secret', params: {} },
      { key: 'memory', params: {} },
      { key: 'memory', params: { gigabytes: '2' } },
      { key: 'memory', params: { gigabytes: 2, password: 'x' } },
      { key: 'text', params: { text: 'x'.repeat(4_001) } },
      'all cmdlets',
    ];

    for (const fact of bad) expect(checkResultSchema.safeParse({ ...result, measured: [fact] }).success, JSON.stringify(fact)).toBe(false);
    expect(checkResultSchema.parse(result)).toEqual(result);
  });

  it('write numbers with their units as each language does, and builds and releases as they are', () => {
    const build = { key: 'windows', params: { name: 'Windows Server 2022', build: 20_348 } } as const;

    expect(factsSentence(translator('en'), result.measured)).toBe('2.4 GHz, 1,234.5 GB memory');
    expect(factsSentence(translator('nl'), result.measured)).toBe('2,4 GHz, 1.234,5 GB geheugen');
    expect(factsSentence(translator('nl'), [build])).toContain('20348');
  });

  it('never read a name as a template', () => {
    const name = '$t(param.server) {{host}} <b>';

    expect(factsSentence(translator('en'), [textFact(name)])).toBe(name);
  });

  it('hand their values to be cleaned before they are said', () => {
    const clean = () => ({ text: 'harmless' });

    expect(factsSentence(translator('en'), [textFact('\u001B[2J')], clean)).toBe('harmless');
  });

  it('are told by an unattended run, with what is needed and where to read more when it is not enough', () => {
    expect(told('en', result)).toBe(
      'Failed: Hardware (2.4 GHz, 1,234.5 GB memory. Needed: member of a domain that trusts the Exchange domain)\n      More about it: help hardware',
    );
    expect(told('nl', { ...result, verdict: 'pass' })).toBe('In orde: Hardware (2,4 GHz, 1.234,5 GB geheugen)');
    expect(told('en', { ...result, verdict: 'pass', measured: [] })).toBe('Passed: Hardware');
  });

  it('are copied from the window in its language', () => {
    expect(checksAsText(translator('nl'), [result])).toContain('2,4 GHz, 1.234,5 GB geheugen | lid van een domein');
  });
});

describe('cures of checks', () => {
  it.each(languages)('are there for every check and every situation (%s)', (language) => {
    const t = translator(language);
    for (const cure of checkCures) expect(t(`cure.${cure}`)).toMatch(/^\p{Lu}.*\.$/u);
    for (const id of checkIds) expect(t(`check.${id}.cure`)).toMatch(/^\p{Lu}.*\.$/u);
  });
});
