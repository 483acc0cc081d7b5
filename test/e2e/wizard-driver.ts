/** Drives the real window by what a person sees: roles and names out of the same word lists. Takes a picture of each page. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Locator, type Page } from 'playwright-core';
import { type MessageKey, type MessageParams, type Translate, translator } from '../../shared/i18n/translate.ts';
import type { Language } from '../../shared/setup/answers.ts';
import { electronProgram } from '../rehearsal/electron-program.ts';
import { repository } from '../rehearsal/stage.ts';

export interface Wizard {
  readonly page: Page;
  readonly t: Translate;
  heading(key: MessageKey): Locator;
  press(key: MessageKey, params?: MessageParams): Promise<void>;
  type(key: MessageKey, text: string): Promise<void>;
  /** Waits for the page with this heading and takes its picture. */
  arrive(key: MessageKey, picture: string): Promise<void>;
  picture(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Connecting and the checks start PowerShell sessions; a page may take this long to appear, in milliseconds. */
const patience = 120_000;

export async function openWizard(language: Language, environment: NodeJS.ProcessEnv): Promise<Wizard> {
  const app = await launch(language, environment);
  const page = await app.firstWindow();
  page.setDefaultTimeout(patience);
  const t = translator(language);
  const pictures = join(repository, 'test', 'screenshots', language);
  mkdirSync(pictures, { recursive: true });
  const picture = async (name: string): Promise<void> => void (await page.screenshot({ path: join(pictures, `${name}.png`) }));
  const heading = (key: MessageKey): Locator => page.getByRole('heading', { name: t(key), exact: true });
  return {
    page,
    t,
    heading,
    picture,
    press: (key, params) => page.getByRole('button', { name: t(key, params), exact: true }).click(),
    type: (key, text) => page.getByLabel(t(key), { exact: true }).fill(text),
    arrive: async (key, name) => {
      await heading(key).waitFor();
      await picture(name);
    },
    close: () => app.close(),
  };
}

function launch(language: Language, environment: NodeJS.ProcessEnv): Promise<ElectronApplication> {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const env = Object.fromEntries(Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  return _electron.launch({
    executablePath: electronProgram(),
    args: [...asRoot, '--disable-gpu', '--disable-background-networking', repository, `--language=${language}`],
    env,
    timeout: 30_000,
  });
}
