/** The last page of a sign-in in the browser, in both languages: the browser knows nothing of the language of set-up. */
import { translator } from '../../shared/i18n/translate.ts';
import type { AnswerPage } from '../adapters/intune-graph/browser-answer.ts';

const languages = ['en', 'nl'] as const;

export const signInPage: AnswerPage = (outcome) => {
  const paragraphs = languages.map((language) => {
    const say = translator(language);
    return `<section lang="${language}"><h1>${escaped(say(`cli.page.${outcome}.title`))}</h1><p>${escaped(say(`cli.page.${outcome}.text`))}</p></section>`;
  });
  const title = languages.map((language) => escaped(translator(language)(`cli.page.${outcome}.title`))).join(' / ');
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:4rem auto;padding:0 1rem}h1{font-size:1.5rem}</style></head>
<body><main>${paragraphs.join('')}</main></body></html>`;
};

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
