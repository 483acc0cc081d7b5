import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runProgram, unattendedSetup } from '../rehearsal/programs.ts';
import { raiseStage, rehearsalAccount, type Stage } from '../rehearsal/stage.ts';
import { changedFiles, secretsOf } from './canary.ts';
import { differences, writesTo } from './comparison.ts';
import { leaksIn } from './held-content.ts';
import { searchFiles } from './secret-search.ts';
import { openWizard, type Wizard, type WizardOptions } from './wizard-driver.ts';
import { passServer, previewEnded, signIn } from './wizard-walk.ts';

const hands: readonly Omit<WizardOptions, 'environment'>[] = [
  { language: 'en', hand: 'mouse' },
  { language: 'nl', hand: 'keyboard' },
];

describe.each(hands)('the whole wizard in the real Electron ($language, by $hand)', ({ language, hand }) => {
  const data = mkdtempSync(join(tmpdir(), `ec-wizard-${language}-`));
  const since = Date.now();
  const password = `pw-${randomBytes(12).toString('base64url')}`;
  const wrongPassword = `pw-${randomBytes(12).toString('base64url')}`;
  let stage: Stage;
  let wizard: Wizard;
  let previewed = 0;

  beforeAll(async () => {
    stage = await raiseStage({ data, devices: 60, seed: 11, exchangePassword: password });
    wizard = await openWizard({ language, hand, environment: stage.environment });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await wizard.picture(`failure-${task.name.slice(0, 8).trim()}`);
  });

  afterAll(async () => {
    await runProgram(unattendedSetup, ['stop'], stage.environment);
    await wizard.close();
    await stage.rehearsal.stop();
    rmSync(data, { recursive: true, force: true });
  });

  it('Q1 W1 W2 W4 looks at this server, asks for type, server and account, and says what is wrong with them', async () => {
    await wizard.arrive('wizard.welcome.title', '01-welcome');
    await wizard.press('wizard.act.start');
    await wizard.heading('wizard.server.title').waitFor();
    await wizard.ready('wizard.act.next');
    await wizard.arrive('wizard.server.title', '02-server');
    await passServer(wizard);
    await wizard.arrive('wizard.exchange.title', '02-exchange');
    await wizard.type('wizard.exchange.server', `https://${stage.server}/owa`);
    await wizard.press('wizard.act.next');
    await wizard.page.getByText(wizard.t('wizard.problem.serverUrl')).waitFor();
    await wizard.picture('03-exchange-wrong');
    await wizard.press('wizard.act.use', { value: stage.server });
    await wizard.press('wizard.act.next');
    await wizard.heading('wizard.connection.title').waitFor();
  });

  it('W3 shows every station of the way out, and lets the test be passed by', async () => {
    await wizard.press('wizard.act.test');
    await wizard.page.getByText(wizard.t('wizard.connection.good')).waitFor();
    await wizard.arrive('wizard.connection.title', '03-connection');
    await wizard.press('wizard.act.next');
    await wizard.arrive('wizard.account.title', '04-account');

    expect(await wizard.field('wizard.password.label').first().getAttribute('type')).toBe('password');
  });

  it('W4 N1 sends a test mail from the notification account, whose password nobody sees again', async () => {
    const { address, password: mailPassword } = stage.notification;
    await wizard.tick('wizard.notification.enable');
    await wizard.type('wizard.notification.address', address);
    await wizard.type('wizard.password.label', mailPassword, 1);
    await wizard.press('wizard.act.testMail');
    await wizard.page.getByText(wizard.t('wizard.password.stored')).last().waitFor();
    await wizard.page.getByText(`${address}, `).waitFor();
    await wizard.arrive('wizard.account.title', '04-account-mail');

    expect(await wizard.field('wizard.password.label').nth(1).inputValue()).toBe('');
    expect(stage.rehearsal.mail.outbox).toHaveLength(1);
  });

  it('W5 signs in to Intune with a code, without a password in the window', async () => {
    await wizard.type('wizard.account.user', rehearsalAccount);
    await wizard.type('wizard.password.label', wrongPassword);
    await wizard.press('wizard.act.next');
    await wizard.arrive('wizard.signIn.title', '05-sign-in');
    const opened = await wizard.catchPages();
    await signIn(wizard, stage, async () => {
      await wizard.press('wizard.act.openPage');
      await expect.poll(opened).toEqual([stage.rehearsal.intune.approvalPage]);
    });
    await wizard.picture('06-signed-in');
    expect((await fetch(stage.rehearsal.intune.approvalPage)).status).toBe(200);
    await wizard.press('wizard.act.next');
  });

  it('W8 a refused password is told on the checks page, with its cure, and can be mended without typing the rest again', async () => {
    await wizard.heading('wizard.checks.title').waitFor();
    await wizard.page.getByText('exchange.access-denied').waitFor();
    await wizard.picture('07-checks-failed');
    await backToAccount(wizard);

    expect(await wizard.field('wizard.account.user').inputValue()).toBe(rehearsalAccount);
    await wizard.type('wizard.password.label', password);
    await wizard.press('wizard.act.next');
    await wizard.heading('wizard.signIn.title').waitFor();
    await wizard.press('wizard.act.next');
    await wizard.heading('wizard.checks.title').waitFor();
    await wizard.ready('wizard.act.next');
    await wizard.arrive('wizard.checks.title', '08-checks');
    await wizard.press('wizard.act.next');
    await wizard.arrive('wizard.connect.reviewTitle', '09-review');
  });

  it('B4 shows what enforcing would do before anything is written, and enforces only because it was chosen', async () => {
    expect(await wizard.page.getByRole('radio', { name: new RegExp(`^${wizard.t('wizard.review.observe')}`) }).isChecked()).toBe(true);
    await previewEnded(wizard);
    previewed = Number(/\d+/.exec(await wizard.page.getByText(wouldBlock(wizard)).innerText())?.[0]);
    await wizard.choose('wizard.review.enforce');
    await wizard.arrive('wizard.connect.reviewTitle', '09-review-enforce');

    expect(writesTo(stage)).toEqual([]);
  });

  it('W6 W7 connects with named steps, and asks before it takes over from another machine', async () => {
    stage.rehearsal.intune.setConnector({
      connectorServerName: 'OLD-SRV01',
      exchangeOrganization: stage.rehearsal.organization.world.organization,
    });
    await wizard.press('wizard.act.connect');
    await wizard.arrive('wizard.replace.title', '10-replace');

    expect(await wizard.page.getByText('OLD-SRV01').isVisible()).toBe(true);
    expect(await wizard.page.getByText('0x0000008').isVisible()).toBe(true);
    expect(writesTo(stage)).toEqual([]);
    await wizard.press('wizard.act.replace');
    await wizard.arrive('wizard.connect.title', '11-connecting');
  });

  it('B3 holds the first run and names as many devices as the preview did; then blocks exactly those', async () => {
    await wizard.arrive('wizard.held.title', '12-held');
    expect(writesTo(stage)).toEqual([]);
    await wizard.use(wizard.button(wizard.t('wizard.act.block', { count: previewed })));
    await wizard.arrive('wizard.done.title', '13-done');

    expect(differences(stage)).toEqual([]);
    expect(writesTo(stage).length).toBeGreaterThan(0);
    expect(stage.rehearsal.intune.connectors().map((record) => record.connectorServerName)).toEqual([hostname()]);
  });

  it('I3 held no secret on any page, in no field and no storage, and left none in a file', async () => {
    const secrets = await secretsOf(stage, { password, wrongPassword });

    expect(leaksIn(wizard.held, secrets)).toEqual([]);
    expect(searchFiles(changedFiles(since, [stage.accountCertificate], data), secrets)).toEqual([]);
  });

  it('W9 has no finding of axe on any page', () => {
    expect(wizard.findings).toEqual([]);
    expect(wizard.judged).toBeGreaterThan(12);
  });
});

async function backToAccount(wizard: Wizard): Promise<void> {
  await wizard.press('wizard.act.back');
  await wizard.heading('wizard.signIn.title').waitFor();
  await wizard.press('wizard.act.back');
  await wizard.heading('wizard.account.title').waitFor();
}

/** The sentence of the preview; how many devices that is differs by organization. */
function wouldBlock(wizard: Wizard): RegExp {
  const text = wizard.t('wizard.review.wouldBlock', { count: 12_345, devices: '67890' });
  return new RegExp(text.replace(/12[.,]345|67890/g, '\\d+'));
}
