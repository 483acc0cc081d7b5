/** All that a page of the window holds, seen or not, to look for secrets in. */
import type { Page } from 'playwright-core';
import { type Finding, type Secrets, searchBytes } from './secret-search.ts';

export interface Held {
  /** Name of the page. */
  readonly name: string;
  readonly content: string;
}

/** The document, what stands in its fields, and every place in which a page can keep something. */
export async function heldBy(page: Page, name: string): Promise<Held> {
  const content = await page.evaluate(async () => {
    const fields = [...document.querySelectorAll<HTMLInputElement>('input, textarea, select')].map((field) => field.value);
    const kept = { local: { ...localStorage }, session: { ...sessionStorage }, cookie: document.cookie, history: history.state };
    const databases = (await indexedDB.databases()).map((database) => database.name);
    return JSON.stringify([document.documentElement.outerHTML, document.title, fields, kept, databases, window.name, location.href]);
  });
  return { name, content };
}

export function leaksIn(pages: readonly Held[], secrets: Secrets): readonly Finding[] {
  return pages.flatMap(({ name, content }) => searchBytes(Buffer.from(content), `page ${name}`, secrets));
}
