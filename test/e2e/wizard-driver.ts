/**
 * Drives the real window by what a person sees: roles and names out of the same word lists; by mouse, or by keyboard alone.
 * Takes a picture of each page, remembers all that it holds, and asks axe about it.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { _electron, type ElectronApplication, type Locator, type Page } from 'playwright-core';
import { type MessageKey, type MessageParams, type Translate, translator } from '../../shared/i18n/translate.ts';
import type { Language } from '../../shared/setup/answers.ts';
import { electronProgram } from '../rehearsal/electron-program.ts';
import { repository } from '../rehearsal/stage.ts';
import { type Held, heldBy } from './held-content.ts';

export interface WizardOptions {
  readonly language: Language;
  readonly hand: 'mouse' | 'keyboard';
  readonly environment: NodeJS.ProcessEnv;
  /** Folder of another program that starts set-up in its own way. */
  readonly program?: string;
}

/** Connecting and the checks start PowerShell sessions; a page may take this long to appear, in milliseconds. */
const patience = 60_000;
/** More presses of the Tab key than any page has stops. */
const tabLimit = 60;
const cardLimit = 4;

export class Wizard {
  readonly page: Page;
  readonly t: Translate;
  /** What axe found, page by page. */
  readonly findings: string[] = [];
  /** Pages on which axe found something to approve of: it really looked. */
  judged = 0;
  /** What each page held when its picture was taken. */
  readonly held: Held[] = [];
  readonly #app: ElectronApplication;
  readonly #options: WizardOptions;

  constructor(app: ElectronApplication, page: Page, options: WizardOptions) {
    this.#app = app;
    this.page = page;
    this.#options = options;
    this.t = translator(options.language);
    page.setDefaultTimeout(patience);
  }

  heading(key: MessageKey): Locator {
    return this.page.getByRole('heading', { name: this.t(key), exact: true });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
  }

  /** A text field by its label; a password field has no role of its own. */
  field(key: MessageKey): Locator {
    return this.page
      .getByRole('main')
      .locator('input:not([type=radio]):not([type=checkbox])')
      .and(this.page.getByLabel(this.t(key)));
  }

  press(key: MessageKey, params?: MessageParams): Promise<void> {
    return this.use(this.button(this.t(key, params)));
  }

  async use(button: Locator): Promise<void> {
    await this.#usable(button).waitFor();
    if (this.#options.hand === 'mouse') return button.click();
    await this.#reach(button);
    await this.page.keyboard.press('Enter');
  }

  /** Waits until a button can be pressed, for instance because checks have ended; one that only waits keeps its place in the tab order. */
  ready(key: MessageKey): Promise<void> {
    return this.#usable(this.button(this.t(key))).waitFor();
  }

  #usable(button: Locator): Locator {
    return button.and(this.page.locator(':enabled:not([aria-disabled="true"])'));
  }

  /** `nth`: which one, where a page has several of that name. */
  async type(key: MessageKey, text: string, nth = 0): Promise<void> {
    const field = this.field(key).nth(nth);
    if (this.#options.hand === 'mouse') return field.fill(text);
    await this.#reach(field);
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.type(text);
  }

  /** One of a few cards, by its name; what it means stands behind the name. */
  async choose(key: MessageKey): Promise<void> {
    const card = this.page.getByRole('radio', { name: new RegExp(`^${this.t(key)}`) });
    if (this.#options.hand === 'mouse') return card.check();
    await this.#reach(this.page.getByRole('radiogroup').filter({ has: card }).getByRole('radio', { checked: true }));
    for (let presses = 0; presses < cardLimit && !(await card.isChecked()); presses += 1) await this.page.keyboard.press('ArrowDown');
  }

  /** Sets a mark that is not set yet. */
  async tick(key: MessageKey): Promise<void> {
    const box = this.page.getByRole('checkbox', { name: this.t(key), exact: true });
    if (this.#options.hand === 'mouse') return box.check();
    await this.#reach(box);
    await this.page.keyboard.press('Space');
  }

  /** Waits for the page with this heading, takes its picture, and asks axe. */
  async arrive(key: MessageKey, name: string): Promise<void> {
    await this.heading(key).waitFor();
    await this.picture(name);
    const { violations, passes } = await new AxeBuilder({ page: this.page }).setLegacyMode(true).analyze();
    if (passes.length > 0) this.judged += 1;
    this.findings.push(...violations.map(({ id, nodes }) => `${name}: ${id} at ${nodes.map((node) => node.target.join(' ')).join(', ')}`));
  }

  async picture(name: string): Promise<void> {
    const folder = join(repository, 'test', 'screenshots', this.#options.language);
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${name}.png`) });
    this.held.push(await heldBy(this.page, name));
  }

  /** What the system's clipboard holds. */
  clipboard(): Promise<string> {
    return this.#app.evaluate(({ clipboard }) => clipboard.readText());
  }

  /** From now on whoever is asked where to save says this file. */
  saveTo(file: string): Promise<void> {
    return this.#app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath });
    }, file);
  }

  /** From now on no browser is opened; answers what tells the addresses that would have been. */
  async catchPages(): Promise<() => Promise<readonly string[]>> {
    await this.#app.evaluate(({ app, shell }) => {
      const opened: string[] = [];
      shell.openExternal = async (address) => void opened.push(address);
      Object.assign(app, { opened });
    });
    return () => this.#app.evaluate(({ app }): string[] => Reflect.get(app, 'opened'));
  }

  /** Ends when the program is gone: a page that crashed takes it along. */
  async crash(which: 'page' | 'main'): Promise<void> {
    const gone = this.#app.waitForEvent('close');
    const crashed = this.#app.evaluate(({ BrowserWindow }, one) => {
      if (one === 'main') process.crash();
      else BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
    }, which);
    await Promise.all([gone, crashed.catch(() => undefined)]);
  }

  close(): Promise<void> {
    return this.#app.close();
  }

  async #reach(target: Locator): Promise<void> {
    for (let presses = 0; presses < tabLimit; presses += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`the Tab key does not reach ${String(target)}`);
  }
}

export async function openWizard(options: WizardOptions): Promise<Wizard> {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const env = Object.fromEntries(
    Object.entries(options.environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const program = options.program ?? repository;
  const app = await _electron.launch({
    executablePath: electronProgram(),
    args: [...asRoot, '--disable-gpu', '--disable-background-networking', program, `--language=${options.language}`],
    env,
    timeout: 30_000,
  });
  return new Wizard(app, await app.firstWindow(), options);
}
