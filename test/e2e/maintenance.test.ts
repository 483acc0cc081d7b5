import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ActPage } from '../../renderer/maintenance/state.ts';
import { configurationFileName } from '../../shared/places.ts';
import { personalLists } from '../builders/engine-stage.ts';
import { setupStage, vaultNames } from '../contract/setup-fixture.ts';
import { type ProxyFixture, startProxy } from '../simulators/proxy/proxy.ts';
import { secretsOf } from './canary.ts';
import { type Held, leaksIn } from './held-content.ts';
import { filesBelow, type Secrets } from './secret-search.ts';
import { openWizard, type Wizard, type WizardOptions } from './wizard-driver.ts';

const minutes = 60_000;
const hands: readonly Omit<WizardOptions, 'environment'>[] = [
  { language: 'en', hand: 'mouse' },
  { language: 'nl', hand: 'keyboard' },
];

describe.each(hands)('maintenance of an installed connector in the real Electron ($language, by $hand)', ({ language, hand }) => {
  const proxyPassword = `pw-${randomBytes(12).toString('base64url')}`;
  let setup: Awaited<ReturnType<typeof setupStage>>;
  let untouched: ReturnType<typeof personalLists>;
  let proxy: ProxyFixture;
  let silent: ProxyFixture;
  let window: Wizard;
  /** Of the window before it was opened again. */
  const findings: string[] = [];
  const held: Held[] = [];
  let secrets: Secrets = {};

  const configuration = (): string => readFileSync(join(setup.connector, configurationFileName), 'utf8');
  /** The lock is the open window's own. */
  const files = (): object => ({ ...setup.files(), 'setup/setup.lock': null });
  const open = (): Promise<Wizard> => openWizard({ language, hand, environment: setup.stage.environment });
  /** Chooses an act out of the list on the home page. */
  const choose = async (act: ActPage): Promise<void> => {
    await window.heading('maintenance.home.title').waitFor();
    const list = window.page.getByRole('list', { name: window.t('maintenance.home.acts') });
    await window.use(list.getByRole('button', { name: window.t(`maintenance.page.${act}`) }));
  };

  beforeAll(async () => {
    setup = await setupStage(30);
    untouched = personalLists(setup.stage);
    proxy = await startProxy({ mode: 'basic', user: 'proxyuser', password: proxyPassword });
    silent = await startProxy({ mode: 'silent' });
    const ended = await setup.install();
    expect(ended.exitCode, ended.output).toBe(0);
    secrets = await secretsOf(setup.stage, { password: setup.password, proxyPassword });
    window = await open();
  }, 3 * minutes);

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await window.picture(`failure-${task.name.slice(0, 8).trim()}`).catch(() => undefined);
  });

  afterAll(async () => {
    await window.close().catch(() => undefined);
    await silent.stop();
    await proxy.stop();
    await setup.end();
  }, minutes);

  it('I5 says the state in one sentence, with the whole time on hover', async () => {
    await window.arrive('maintenance.home.title', 'm01-home');

    const said = window.page.getByRole('main').locator('time');
    const sentence = window.t('maintenance.status.connected', { ago: 'AGO', allowed: 'ALLOWED', devices: 30 });
    expect(await said.innerText()).toMatch(new RegExp(`^${sentence.replace('AGO', '.+').replace('ALLOWED', '\\d+')}$`));
    expect(await said.getAttribute('title')).toMatch(/\b\d{1,2}:\d{2}:\d{2}\b/);
  });

  it('I5 cancels an edit that hangs, and everything is as it was', async () => {
    const before = files();
    await choose('edit-proxy');
    await window.choose('wizard.proxy.own');
    await window.type('wizard.proxy.server', silent.server);
    await window.type('wizard.proxy.port', String(silent.port));
    await window.press('maintenance.act.saveProxy');
    await window.arrive('maintenance.working.edit-proxy', 'm02-working');
    await window.press('maintenance.act.stop');
    const question = window.page.getByRole('alertdialog');
    await question.waitFor();
    await window.use(question.getByRole('button', { name: window.t('maintenance.act.stop'), exact: true }));
    await window.page.getByText(window.t('maintenance.cancelled')).waitFor();

    expect(await window.field('wizard.proxy.port').inputValue()).toBe(String(silent.port));
    expect(files()).toEqual(before);
  });

  it('I5 edits the proxy after a test of the way, needs nothing else again, and the service goes on without a restart', async () => {
    await window.type('wizard.proxy.server', proxy.server);
    await window.type('wizard.proxy.port', String(proxy.port));
    await window.tick('wizard.proxy.useCredentials');
    await window.type('wizard.proxy.user', 'proxyuser');
    await window.type('wizard.password.label', proxyPassword);
    await window.press('wizard.act.test');
    await window.page.getByText(window.t('wizard.connection.open')).nth(3).waitFor();
    expect(proxy.counts().opened).toBeGreaterThan(0);
    expect(await window.field('wizard.password.label').inputValue()).toBe('');
    await window.arrive('maintenance.page.edit-proxy', 'm03-edit-proxy');
    await window.press('maintenance.act.saveProxy');
    await window.arrive('maintenance.end.edit-proxy', 'm04-proxy-saved');

    expect(await window.page.getByText(window.t('maintenance.end.notRestarted')).isVisible()).toBe(true);
    expect(configuration()).toContain(`<Proxy>http://proxyuser@${proxy.server}:${proxy.port}</Proxy>`);
    expect(configuration()).not.toContain(proxyPassword);
    await window.press('maintenance.act.home');
  });

  it('B4 goes from enforcing to observing, and home says so at once', async () => {
    await choose('change-mode');
    await window.arrive('maintenance.mode.observeTitle', 'm05-observe');
    await window.press('maintenance.act.observe');
    await window.heading('maintenance.end.change-mode').waitFor();
    await window.press('maintenance.act.home');
    const next = window.t('maintenance.status.observingSoon').split('. ').at(-1) ?? 'no such sentence';
    await window.page.getByText(next).waitFor();

    expect(configuration()).toContain('<Mode>observe</Mode>');
  });

  it('I5 replace enters the wizard with what is configured now, and changes nothing before Connect', async () => {
    const before = files();
    await choose('replace');
    await window.arrive('maintenance.page.replace', 'm06-replace');
    await window.press('maintenance.act.replace');
    await window.heading('wizard.welcome.title').waitFor();
    await window.press('wizard.act.start');
    await window.heading('wizard.server.title').waitFor();
    await window.press('wizard.act.next');

    expect(await window.field('wizard.exchange.server').inputValue()).toBe(setup.stage.server);
    findings.push(...window.findings);
    held.push(...window.held);
    await window.close();
    expect(files()).toEqual(before);
    window = await open();
  });

  it('I6 Enter never removes the connector; the button that names it does, and first gives back what was written to Exchange', async () => {
    await choose('uninstall');
    await window.heading('maintenance.page.uninstall').waitFor();
    await window.page.keyboard.press('Enter');
    await choose('uninstall');
    await window.tick('maintenance.uninstall.takeBack');
    await window.tick('maintenance.uninstall.removeData');
    await window.arrive('maintenance.page.uninstall', 'm07-uninstall');
    await window.press('maintenance.act.removeAll');
    await window.arrive('maintenance.end.uninstall', 'm08-removed');

    expect(await window.page.getByText(window.t('maintenance.end.nothingLeft')).isVisible()).toBe(true);
    expect(personalLists(setup.stage)).toEqual(untouched);
    expect((await vaultNames()).filter((name) => name.startsWith('exchange-connector/'))).toEqual([]);
    expect(filesBelow(setup.connector).filter((file) => !file.endsWith('/setup.lock'))).toEqual([]);
  });

  it('I6 closes the window with the last page', async () => {
    const closed = window.page.waitForEvent('close');
    // It may be gone before the key is let go.
    await Promise.all([closed, window.press('wizard.act.close').catch(() => undefined)]);

    expect(window.page.isClosed()).toBe(true);
  });

  it('I3 held no secret on any page, in no field and no storage', () => {
    expect(leaksIn([...held, ...window.held], secrets)).toEqual([]);
  });

  it('W9 has no finding of axe on any page', () => {
    expect([...findings, ...window.findings]).toEqual([]);
    expect(window.judged).toBe(2);
  });
});
