/** Goes from page to page and looks at each: in every theme, at 100 % and 200 %, with the eyes of a camera, a ruler and axe. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from 'playwright-core';
import type { ActPage } from '../../renderer/maintenance/state.ts';
import { type MessageKey, type MessageParams, type Translate, translator } from '../../shared/i18n/translate.ts';
import type { Language } from '../../shared/setup/answers.ts';
import { repository } from '../rehearsal/stage.ts';
import type { StandIn } from './stand-in.ts';

const themes = [
  { name: 'light', isWhole: true, media: { colorScheme: 'light', forcedColors: 'none' } },
  { name: 'dark', isWhole: false, media: { colorScheme: 'dark', forcedColors: 'none' } },
  { name: 'contrast', isWhole: false, media: { colorScheme: 'dark', forcedColors: 'active' } },
] as const;

/** 200 % on a screen of 1024 by 768 leaves half of it. */
const zooms = [
  { name: '100', size: { width: 960, height: 720 }, isWhole: false },
  // There the page itself scrolls, and its picture shows all of it, in one theme.
  { name: '200', size: { width: 512, height: 384 }, isWhole: true },
] as const;

type AxeResults = Awaited<ReturnType<AxeBuilder['analyze']>>;

export class Tour {
  readonly standIn: StandIn;
  readonly language: Language;
  readonly t: Translate;
  readonly page: Page;
  /** Pages that were looked at. */
  readonly seen: string[] = [];
  /** What is cut off, goes out of the window, or troubles axe. */
  readonly findings: string[] = [];
  readonly #folder: string;

  constructor(standIn: StandIn, language: Language, part: string) {
    this.standIn = standIn;
    this.page = standIn.page;
    this.language = language;
    this.t = translator(language);
    this.#folder = join(repository, 'test', 'screenshots', 'appearance', language, part);
    mkdirSync(this.#folder, { recursive: true });
  }

  /** A tour that comes to no end leaves a picture of where it stands. */
  async go(walk: (tour: Tour) => Promise<void>): Promise<void> {
    try {
      await walk(this);
    } catch (thrown) {
      await this.page.screenshot({ path: join(this.#folder, 'failure.png') });
      throw thrown;
    }
  }

  heading(key: MessageKey): Locator {
    return this.page.getByRole('heading', { name: this.t(key), exact: true });
  }

  button(key: MessageKey, params?: MessageParams): Locator {
    return this.page.getByRole('button', { name: this.t(key, params), exact: true });
  }

  press(key: MessageKey, params?: MessageParams): Promise<void> {
    return this.button(key, params).and(this.page.locator(':enabled:not([aria-disabled="true"])')).click();
  }

  /** Chooses an act of maintenance out of the list. */
  async choose(page: ActPage): Promise<void> {
    const name = this.t(`maintenance.page.${page}`);
    await this.page
      .getByRole('list', { name: this.t('maintenance.home.acts') })
      .getByRole('button', { name })
      .click();
  }

  tick(key: MessageKey): Promise<void> {
    return this.page.getByRole('checkbox', { name: this.t(key), exact: true }).check();
  }

  /** One of a few cards, by its name; what it means stands behind the name. */
  card(key: MessageKey): Promise<void> {
    return this.page.getByRole('radio', { name: new RegExp(`^${this.t(key)}`) }).check();
  }

  fill(key: MessageKey, text: string): Promise<void> {
    return this.page.getByRole('main').getByLabel(this.t(key)).and(this.page.locator('input')).first().fill(text);
  }

  async look(name: string): Promise<void> {
    this.seen.push(name);
    const number = String(this.seen.length).padStart(2, '0');
    for (const zoom of zooms) {
      await this.page.setViewportSize(zoom.size);
      for (const theme of themes) {
        await this.page.emulateMedia({ ...theme.media, reducedMotion: 'reduce' });
        const where = `${this.language} ${name} ${theme.name} ${zoom.name}`;
        this.findings.push(...(await this.page.evaluate(outOfPlace)).map((one) => `${where}: ${one}`));
        await this.page.screenshot({
          path: join(this.#folder, `${number}-${name}-${theme.name}-${zoom.name}.png`),
          fullPage: zoom.isWhole && theme.isWhole,
        });
      }
    }
    await this.page.setViewportSize(zooms[0].size);
    await this.#askAxe(name);
  }

  /** Everything in light; in dark only what depends on colors. */
  async #askAxe(name: string): Promise<void> {
    await this.page.emulateMedia({ ...themes[0].media, reducedMotion: 'reduce' });
    const builder = new AxeBuilder({ page: this.page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
    const light = await builder.analyze();
    await this.page.emulateMedia({ ...themes[1].media, reducedMotion: 'reduce' });
    const dark = await this.page.evaluate(judgeColors);
    for (const { id, nodes } of [...light.violations, ...dark])
      this.findings.push(`${this.language} ${name}: ${id} at ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
  }
}

/** Runs in the page: what goes out of the window sideways, and text that is cut off. */
function outOfPlace(): readonly string[] {
  const found: string[] = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth - root.clientWidth} px too wide`);
  for (const element of document.querySelectorAll('body *')) {
    const { overflowX, clipPath } = getComputedStyle(element);
    // A box of one pixel is there for screen readers only.
    const isHidden = clipPath !== 'none' || element.clientWidth <= 1 || element.closest('svg') !== null;
    if (overflowX === 'visible' || isHidden || element.scrollWidth <= element.clientWidth + 1) continue;
    if (element instanceof HTMLInputElement) continue;
    found.push(`${element.tagName} is cut off or scrolls sideways: ${(element.textContent ?? '').slice(0, 60)}`);
  }
  return found;
}

/** Runs in the page, where axe is since it was asked about the light one. */
function judgeColors(): Promise<AxeResults['violations']> {
  const axe: { run(where: Document, options: object): Promise<AxeResults> } = Reflect.get(window, 'axe');
  return axe.run(document, { runOnly: ['color-contrast'], resultTypes: ['violations'] }).then((results) => results.violations);
}
