import { describe, expect, it } from 'vitest';
import { runUnattended } from '../../../../electron/unattended/command-line.ts';
import { checkIds } from '../../../../shared/checks.ts';
import { translator } from '../../../../shared/i18n/translate.ts';

async function printed(...words: readonly string[]) {
  const lines: string[] = [];
  const output = { line: (text: string) => lines.push(text), problem: (text: string) => lines.push(text) };
  const surroundings = { bundlePath: '', programFolder: '', isDelivered: false, version: '0.0.0', output };
  return { exitCode: await runUnattended(words, surroundings), text: lines.join('\n') };
}

describe('W10 help on the command line', () => {
  it.each(['en', 'nl'] as const)('tells of each check what the window does, in the language %s', async (language) => {
    const t = translator(language);

    for (const id of checkIds) {
      const { exitCode, text } = await printed('help', id, '--language', language);
      expect(exitCode).toBe(0);
      for (const part of ['title', 'help', 'cure'] as const) expect(text).toContain(t(`check.${id}.${part}`));
    }
  });

  it('names every check that it can be asked of', async () => {
    const { text } = await printed('help');

    expect(text).toContain('help [CHECK]');
    expect(text.split(/\s/)).toEqual(expect.arrayContaining([...checkIds]));
  });

  it.each([['nothing'], ['vault', 'dotnet']])('of %j is refused as wrong usage', async (...words) => {
    const { exitCode, text } = await printed('help', ...words);

    expect(exitCode).toBe(2);
    expect(text).toContain(words.at(-1));
  });
});
