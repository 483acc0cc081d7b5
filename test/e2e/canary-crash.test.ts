/** What a crash leaves: set-up itself starts no crash reporter; with one that makes a real dump, no secret is in that either. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { raiseStage, rehearsalAccount, repository, type Stage } from '../rehearsal/stage.ts';
import { changedFiles } from './canary.ts';
import { filesBelow, type Secrets, searchFiles } from './secret-search.ts';
import { openWizard, type Wizard, type WizardOptions } from './wizard-driver.ts';
import { passServer } from './wizard-walk.ts';

let data = '';
let dumps = '';
let since = 0;
let secrets: Secrets = {};
let stage: Stage;
let wizard: Wizard;

/** A program that starts the crash reporter and then set-up; `parameter` goes into each dump as it is. */
function withReporter(parameter: string): string {
  const folder = mkdtempSync(join(data, 'reporter-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'with-reporter', type: 'module', main: 'start.js' }));
  const start = `import { app, crashReporter } from 'electron';
    app.setPath('crashDumps', ${JSON.stringify(dumps)});
    crashReporter.start({ uploadToServer: false, globalExtra: { parameter: ${JSON.stringify(parameter)} } });
    app.setAppPath(${JSON.stringify(repository)});
    await import(${JSON.stringify(join(repository, 'dist', 'main', 'main.js'))});`;
  writeFileSync(join(folder, 'start.js'), start);
  return folder;
}

/** To where the password has been typed and taken into the vault. */
async function walk(more: Pick<WizardOptions, 'program'>): Promise<void> {
  wizard = await openWizard({ language: 'en', hand: 'mouse', environment: stage.environment, ...more });
  await wizard.press('wizard.act.start');
  await passServer(wizard);
  await wizard.type('wizard.exchange.server', stage.server);
  await wizard.press('wizard.act.next');
  await wizard.heading('wizard.connection.title').waitFor();
  await wizard.press('wizard.act.next');
  await wizard.type('wizard.account.user', rehearsalAccount);
  await wizard.type('wizard.password.label', secrets['password'] ?? '');
  await wizard.press('wizard.act.next');
  await wizard.heading('wizard.signIn.title').waitFor();
}

const dumpsOf = (files: readonly string[]): readonly string[] => files.filter((file) => file.endsWith('.dmp'));

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'ec-crash-'));
  secrets = { password: `pw-${randomBytes(16).toString('base64url')}` };
  stage = await raiseStage({ data, devices: 10, seed: 3, exchangePassword: secrets['password'] ?? '' });
});
beforeEach(() => {
  since = Date.now();
  dumps = mkdtempSync(join(tmpdir(), 'ec-dumps-'));
});
afterEach(async () => {
  await wizard.close().catch(() => undefined);
  rmSync(dumps, { recursive: true, force: true });
});
afterAll(async () => {
  await stage.rehearsal.stop();
  rmSync(data, { recursive: true, force: true });
});

describe('I3 a crash with a password in the vault', () => {
  it('of the page leaves no dump: set-up starts no crash reporter', async () => {
    await walk({});

    await wizard.crash('page');

    const left = changedFiles(since, [stage.accountCertificate]);
    // Another run of these tests on this machine makes its own.
    expect(dumpsOf(left).filter((file) => !file.includes('/ec-dumps-'))).toEqual([]);
    expect(searchFiles(left, secrets)).toEqual([]);
  });

  it.each(['page', 'main'] as const)('of the %s leaves no secret in a dump that was really made', async (which) => {
    await walk({ program: withReporter('nothing') });

    await wizard.crash(which);

    await expect.poll(() => dumpsOf(filesBelow(dumps)).length, { timeout: 20_000 }).toBeGreaterThan(0);
    expect(searchFiles(filesBelow(dumps), secrets)).toEqual([]);
  });

  it('would be found in a dump: one put there on purpose is red', async () => {
    const program = withReporter(secrets['password'] ?? '');
    wizard = await openWizard({ language: 'en', hand: 'mouse', environment: stage.environment, program });
    await wizard.heading('wizard.welcome.title').waitFor();
    rmSync(program, { recursive: true });

    await wizard.crash('page');

    await expect.poll(() => searchFiles(filesBelow(dumps), secrets).length, { timeout: 20_000 }).toBeGreaterThan(0);
  });
});
