/** The download as a customer gets it: packed, zipped for one tenant, extracted; and its program, driven like any other Chromium since it takes no inspector. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, chromium, type Page } from 'playwright-core';
import { makeDownload } from '../../build/pack/download.ts';
import { linuxElectron } from '../../build/pack/electron-distributions.ts';
import { linuxParts } from '../../build/pack/linux-parts.ts';
import { composeFolder } from '../../build/pack/set-up-folder.ts';
import { programName } from '../../build/pack/set-up-program.ts';
import { buildSetUpPrograms } from '../../build/pack/set-up-programs.ts';
import { developmentSigner } from '../../build/pack/signer.ts';
import { tenantCertificate } from '../../build/pack/tenant-certificate.ts';
import { repository } from '../rehearsal/stage.ts';
import { createClientCertificate } from '../simulators/intune/tls.ts';

export const tenant = '11111111-1111-4111-8111-111111111111';

interface TenantFiles {
  /** PEM file. */
  readonly certificate: string;
  /** PEM. */
  readonly key: string;
}

async function tenantFiles(work: string): Promise<TenantFiles> {
  const pair = await createClientCertificate();
  const certificate = join(work, 'certificate.pem');
  writeFileSync(certificate, pair.certificate);
  return { certificate, key: pair.privateKey };
}

/** Answers the extracted folder, below `work`. */
export async function extractedDownload(work: string): Promise<string> {
  const { certificate, key } = await tenantFiles(work);
  const signer = developmentSigner(join(work, 'keys'));
  const programs = join(work, 'programs');
  const folder = join(work, 'packed');
  const engineBundle = join(repository, 'dist', 'engine', 'engine-bundle.zip');
  await buildSetUpPrograms(programs, signer);
  await composeFolder({
    electron: linuxElectron(process.env),
    programs,
    keytar: linuxParts.keytar,
    engineBundle,
    work: join(work, 'work'),
    folder,
    signer,
  });
  const out = join(work, `${programName}.zip`);
  const account = tenantCertificate({ tenant, client: tenant, cloud: 'global', certificate }, key);
  await makeDownload({ folder, certificate: account, signer, out });
  const extracted = join(work, 'extracted');
  mkdirSync(extracted);
  const { status, stderr } = spawnSync('unzip', ['-q', out, '-d', extracted], { encoding: 'utf8', timeout: 60_000 });
  if (status !== 0) throw new Error(`unzip: ${stderr}`);
  return join(extracted, programName);
}

const switches = ['--no-sandbox', '--disable-gpu'];
const patience = 30_000;

export interface PackedRun {
  readonly page: Page;
  close(): Promise<void>;
}

/** Starts the program with its window. `app`: folder of the program's app, where it has none of its own. */
export async function openPacked(program: string, environment: NodeJS.ProcessEnv, app: readonly string[] = []): Promise<PackedRun> {
  const child = spawn(program, [...switches, ...app, '--language=en', '--remote-debugging-port=0'], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const browser = await chromium.connectOverCDP(await debuggingAddress(child));
  const page = await firstPage(browser);
  page.setDefaultTimeout(patience);
  return {
    page,
    close: async () => {
      await page.close().catch(() => undefined);
      await browser.close().catch(() => undefined);
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function debuggingAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('close', (code) => reject(new Error(`the program ended with ${code}`)));
    if (child.stderr === null) return;
    createInterface({ input: child.stderr }).on('line', (line) => {
      const address = line.match(/DevTools listening on (ws:\S+)/)?.[1];
      if (address !== undefined) resolve(address);
    });
  });
}

async function firstPage(browser: Browser): Promise<Page> {
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('the program has no window');
  return context.pages()[0] ?? context.waitForEvent('page', { timeout: patience });
}

/** Runs the program without a window. */
export function runPacked(program: string, words: readonly string[], environment: NodeJS.ProcessEnv) {
  const { status, stdout } = spawnSync(program, [...switches, ...words], { env: environment, encoding: 'utf8', timeout: patience });
  const last = stdout.trim().split('\n').at(-1) ?? '';
  return { status, last };
}
