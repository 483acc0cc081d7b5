/**
 * W5, Q6: what is wrong with the tenant, the application, the certificate or the administrator, provoked at the simulated Intune or in the
 * file beside set-up, one after another in one window: told on the right page with cause and cure, in both languages; then cured.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CheckId } from '../../shared/checks.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { type MessageParams, translator } from '../../shared/i18n/translate.ts';
import { type AccountCertificate, accountCertificateSchema } from '../../shared/setup/account-certificate.ts';
import { raiseStage, rehearsalAccount, type Stage } from '../rehearsal/stage.ts';
import { startingAdministrator } from '../simulators/intune/administrator.ts';
import { startingTenant } from '../simulators/intune/tenant.ts';
import { createClientCertificate } from '../simulators/intune/tls.ts';
import { openBrowser, type PersonBrowser } from './person-browser.ts';
import { openWizard, type Wizard } from './wizard-driver.ts';
import { passServer, previewEnded, shownCode } from './wizard-walk.ts';

const languages = { en: translator('en'), nl: translator('nl') } as const;
const elsewhere = '00000000-0000-4000-a000-00000000000e';
const administrator = 'intune.admin@contoso.test';
const day = 86_400_000;

const data = mkdtempSync(join(tmpdir(), 'ec-sign-in-'));
let stage: Stage;
let wizard: Wizard;
let browser: PersonBrowser;
let opened: () => Promise<readonly string[]>;
let good: AccountCertificate;

beforeAll(async () => {
  const password = `pw-${randomBytes(12).toString('base64url')}`;
  stage = await raiseStage({ data, devices: 20, seed: 3, exchangePassword: password });
  good = accountCertificateSchema.parse(JSON.parse(readFileSync(stage.accountCertificate, 'utf8')));
  [wizard, browser] = await Promise.all([openWizard({ language: 'en', hand: 'mouse', environment: stage.environment }), openBrowser()]);
  wizard.page.setDefaultTimeout(20_000);
  opened = await wizard.catchPages();
  await wizard.press('wizard.act.start');
  await passServer(wizard);
  await wizard.type('wizard.exchange.server', stage.server);
  await wizard.press('wizard.act.next');
  await wizard.heading('wizard.connection.title').waitFor();
  await wizard.press('wizard.act.next');
  await wizard.type('wizard.account.user', rehearsalAccount);
  await wizard.type('wizard.password.label', password);
  await wizard.press('wizard.act.next');
  await wizard.heading('wizard.signIn.title').waitFor();
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await wizard.picture('failure-sign-in');
});

afterAll(async () => {
  await wizard.close();
  await browser.close();
  await stage.rehearsal.stop();
  rmSync(data, { recursive: true, force: true });
});

/** The account certificate that lies beside set-up from now on. */
function bring(change: Partial<AccountCertificate>): void {
  writeFileSync(stage.accountCertificate, JSON.stringify({ ...good, ...change }), { mode: 0o600 });
}

/** Title, cause, each act of the cure and the code of this failure, as this person reads them: first in English, then in Dutch. */
async function isTold(where: Locator, code: ErrorCode, params: MessageParams, picture: string): Promise<void> {
  for (const language of ['en', 'nl'] as const) {
    await speak(language);
    const t = languages[language];
    const cures = t(`error.${code}.cure`, params).split('\n');
    for (const text of [t(`error.${code}.cause`, params), ...cures, t('wizard.code', { code })])
      expect.soft(await where.getByText(text, { exact: true }).isVisible(), `${language}: ${text}`).toBe(true);
    await where.scrollIntoViewIfNeeded();
    await wizard.picture(`${picture}-${language}`);
  }
  await speak('en');
}

/** The switch of language stands on every page. */
async function speak(language: 'en' | 'nl'): Promise<void> {
  await wizard.page.getByRole('radio', { name: language === 'en' ? 'English' : 'Nederlands' }).check();
  await wizard.page.getByRole('button', { name: languages[language]('wizard.act.back'), exact: true }).waitFor();
}

/** The way of a person whose browser is opened by set-up: allows there, and reads that the page can be closed. */
async function byBrowser(): Promise<void> {
  const before = (await opened()).length;
  await wizard.choose('wizard.signIn.browser');
  await wizard.press('wizard.act.signIn');
  await expect.poll(async () => (await opened()).length).toBe(before + 1);
  await browser.page.goto((await opened()).at(-1) ?? '');
  await browser.page.getByRole('button', { name: 'Allow' }).click();
  await browser.page.getByText('You can close this page').waitFor();
}

/** The way of a person who reads the code off the window and types it into the page that it names. */
async function byCode(): Promise<void> {
  await wizard.choose('wizard.signIn.withCode');
  await wizard.press('wizard.act.signIn');
  const code = await shownCode(wizard);
  const before = (await opened()).length;
  await wizard.press('wizard.act.openPage');
  await expect.poll(async () => (await opened()).length).toBe(before + 1);
  await browser.page.goto((await opened()).at(-1) ?? '');
  await browser.page.getByLabel('Code').fill(code);
  await browser.page.getByRole('button', { name: 'Allow' }).click();
  await browser.page.getByText('You are signed in').waitFor();
}

async function signIn(way: () => Promise<void>): Promise<void> {
  await way();
  await wizard.page.getByText(wizard.t('wizard.signIn.signedIn')).first().waitFor();
}

/** Nothing but this is wrong. */
async function isOnlyWrong(id: CheckId): Promise<Locator> {
  const wrong = wizard.page
    .getByRole('main')
    .getByRole('listitem')
    .filter({ hasText: wizard.t('wizard.code', { code: 'intune' }) });
  await wrong.first().waitFor();
  expect(await wrong.count()).toBe(1);
  expect(await wrong.innerText()).toMatch(titleOf(id));
  return row(id);
}

async function again(): Promise<void> {
  await wizard.press('wizard.act.otherAccount');
}

describe('the sign-in page', () => {
  it('W5 Q6 a certificate of another tenant: told by name, and nobody is sent to a browser', async () => {
    bring({ tenantId: elsewhere });
    await wizard.choose('wizard.signIn.withCode');
    await wizard.press('wizard.act.signIn');
    await wizard.page.getByText(wizard.t('error.intune.tenant-unknown.title')).waitFor();

    await isTold(wizard.page.getByRole('main'), 'intune.tenant-unknown', { tenant: elsewhere }, '20-tenant');
    expect(await opened()).toEqual([]);
  });

  it('W5 Q6 a certificate of an application that the tenant does not have: told in the wizard, and no page is opened', async () => {
    bring({ clientId: elsewhere });
    await wizard.choose('wizard.signIn.browser');
    await wizard.press('wizard.act.signIn');
    await wizard.page.getByText(wizard.t('error.intune.application-unknown.title')).waitFor();

    expect(await opened()).toEqual([]);
  });

  it('W5 Q6 the same on the way with a code: told by name', async () => {
    await wizard.choose('wizard.signIn.withCode');
    await wizard.press('wizard.act.signIn');
    await wizard.page.getByText(wizard.t('error.intune.application-unknown.title')).waitFor();

    await isTold(wizard.page.getByRole('main'), 'intune.application-unknown', {}, '21-client');
    bring({});
  });

  it('W5 Q6 an administrator without the role, signed in by clicking in a browser (PKCE)', async () => {
    stage.rehearsal.intune.setAdministrator({ roles: [] });
    await signIn(byBrowser);

    await isTold(await isOnlyWrong('intune-role'), 'intune.role-missing', { administrator }, '22-role');
    stage.rehearsal.intune.setAdministrator(startingAdministrator);
  });

  it('W5 Q6 an administrator without a licence, signed in by typing the code into the page', async () => {
    stage.rehearsal.intune.setAdministrator({ assignedPlans: [] });
    await again();
    await signIn(byCode);

    await isTold(await isOnlyWrong('intune-licence'), 'intune.licence-administrator', { administrator }, '23-licence');
    stage.rehearsal.intune.setAdministrator(startingAdministrator);
  });

  it('Q6 a tenant without a licence', async () => {
    stage.rehearsal.intune.setTenant({ assignedPlans: [] });
    await again();
    await signIn(byBrowser);

    await isTold(await isOnlyWrong('intune-licence'), 'intune.licence-missing', {}, '24-tenant-licence');
    stage.rehearsal.intune.setTenant(startingTenant);
  });

  it('Q6 a tenant whose devices another authority manages', async () => {
    stage.rehearsal.intune.setTenant({ mdmAuthority: 'sccm' });
    await again();
    await signIn(byBrowser);

    await isTold(await isOnlyWrong('intune-authority'), 'intune.authority-wrong', {}, '25-authority');
    stage.rehearsal.intune.setTenant(startingTenant);
  });

  it('Q6 a directory that was synchronized a day ago', async () => {
    stage.rehearsal.intune.setTenant({ lastDirectorySync: new Date(Date.now() - 25 * 3_600_000).toISOString() });
    await again();
    await signIn(byCode);

    await isTold(await isOnlyWrong('directory-sync'), 'intune.directory-sync-stale', { hours: 25 }, '26-directory');
  });
});

describe('the checks page', () => {
  it('Q5 Q6 names an expired account certificate, the authority and the stale directory, and stops', async () => {
    const notAfter = new Date(Date.now() - 10 * day);
    const expired = await createClientCertificate({ notBefore: new Date(Date.now() - 400 * day), notAfter });
    stage.rehearsal.intune.registerCertificate(expired.certificate);
    bring(expired);
    await wizard.press('wizard.act.next');
    await wizard.heading('wizard.checks.title').waitFor();
    await wizard.ready('wizard.act.checkAgain');
    const until = notAfter.toISOString().slice(0, 10);

    await isTold(row('account-certificate'), 'account-certificate.expired', { until, days: -9 }, '27-certificate');
    await isTold(row('intune-reach'), 'account-certificate.expired', { until, days: -9 }, '28-refused');
    expect(await wizard.button(wizard.t('wizard.act.next')).count()).toBe(0);
  });

  it('Q6 W8 with a new certificate what stood behind it shows: the authority stops, the stale directory only warns', async () => {
    stage.rehearsal.intune.registerCertificate(good.certificate);
    stage.rehearsal.intune.setTenant({ mdmAuthority: 'sccm' });
    bring({});
    await wizard.press('wizard.act.checkAgain');
    await wizard.page.getByText(wizard.t('wizard.checks.running')).waitFor();
    await wizard.ready('wizard.act.checkAgain');

    await isTold(row('intune-authority'), 'intune.authority-wrong', {}, '29-authority');
    await isTold(row('directory-sync'), 'intune.directory-sync-stale', { hours: 25 }, '30-directory');
  });

  it('W8 once everything is cured the wizard goes on to the review', async () => {
    stage.rehearsal.intune.setTenant(startingTenant);
    await wizard.press('wizard.act.checkAgain');
    await wizard.page.getByText(wizard.t('wizard.checks.good')).waitFor();
    await wizard.press('wizard.act.next');
    await wizard.heading('wizard.connect.reviewTitle').waitFor();
    await previewEnded(wizard);
  });
});

/** The check with this title, in whatever language it stands there. */
function row(id: CheckId): Locator {
  return wizard.page
    .getByRole('main')
    .getByRole('listitem')
    .filter({ hasText: titleOf(id) });
}

function titleOf(id: CheckId): RegExp {
  return new RegExp(`^(${[languages.en, languages.nl].map((t) => t(`check.${id}.title`)).join('|')}): `);
}
