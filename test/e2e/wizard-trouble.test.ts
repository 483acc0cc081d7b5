import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runProgram, unattendedSetup } from '../rehearsal/programs.ts';
import { raiseStage, type Stage } from '../rehearsal/stage.ts';
import { secretsOf } from './canary.ts';
import { writesTo } from './comparison.ts';
import { type Held, heldBy, leaksIn } from './held-content.ts';
import { filesBelow, type Secrets } from './secret-search.ts';
import { openWizard, type Wizard } from './wizard-driver.ts';
import { previewEnded, walkToReview } from './wizard-walk.ts';

const data = mkdtempSync(join(tmpdir(), 'ec-trouble-'));
const password = `pw-${randomBytes(12).toString('base64url')}`;
let stage: Stage;
let wizard: Wizard;
let before: readonly string[];
/** The details of a failure, as copied and as saved. */
let handedOver: readonly Held[] = [];
let secrets: Secrets = {};

/** What is installed below the connector's folder. Logs stay, since they tell what happened; the lock is the open window's own. */
function installed(): readonly string[] {
  return filesBelow(join(data, 'connector')).filter((file) => !file.includes('/Logs/') && !file.endsWith('/setup.lock'));
}

beforeAll(async () => {
  stage = await raiseStage({ data, devices: 40, seed: 5, exchangePassword: password });
  wizard = await openWizard({ language: 'en', hand: 'mouse', environment: stage.environment });
  before = installed();
  await walkToReview(wizard, stage, password);
  await previewEnded(wizard);
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

describe('when connecting does not go through', () => {
  it('W6 cancelling leaves the machine as it was, within 10 seconds, and says so', async () => {
    stage.rehearsal.exchange.faults.add({
      side: 'exchange',
      match: 'Get-CASMailbox',
      skip: 0,
      count: null,
      effect: { kind: 'latency', milliseconds: 20_000 },
    });
    await wizard.press('wizard.act.connect');
    await wizard.heading('wizard.connect.title').waitFor();
    await wizard.page.getByText(wizard.t('wizard.connect.now', { step: wizard.t('step.first-sync') })).waitFor();
    await wizard.press('wizard.act.stopConnecting');
    const question = wizard.page.getByRole('alertdialog');
    await question.waitFor();
    await wizard.picture('14-cancel-question');
    const asked = performance.now();
    await question.getByRole('button', { name: wizard.t('wizard.act.stopConnecting'), exact: true }).click();
    await wizard.page.getByText(wizard.t('wizard.connect.cancelled')).waitFor();

    expect(performance.now() - asked).toBeLessThan(10_000);
    await wizard.picture('15-cancelled');
    expect(installed()).toEqual(before);
    stage.rehearsal.exchange.faults.clear();
    await previewEnded(wizard);
  });

  it('S5 W8 a walk of Intune that breaks off is told with cause, cure and code, and nothing was written or left behind', async () => {
    stage.rehearsal.intune.pageSize = 5;
    const broken = { kind: 'error', id: 'InternalServerError', message: 'on page 3', category: 'NotSpecified', status: 500 } as const;
    stage.rehearsal.intune.faults.add({ side: 'intune', match: '/deviceManagement/managedDevices', skip: 2, count: null, effect: broken });
    await wizard.press('wizard.act.connect');
    await wizard.arrive('error.intune.walk-incomplete.title', '16-failed');

    expect(await wizard.page.getByText(wizard.t('wizard.code', { code: 'intune.walk-incomplete' })).isVisible()).toBe(true);
    expect(writesTo(stage)).toEqual([]);
    expect(installed()).toEqual(before);
    stage.rehearsal.intune.faults.clear();
  });

  it('W8 hands over the details without a secret', async () => {
    await wizard.press('wizard.act.copyDetails');
    await wizard.page.getByText(wizard.t('wizard.act.copied')).waitFor();
    const report = join(data, 'report.txt');
    await wizard.saveTo(report);
    await wizard.press('wizard.act.saveReport');
    await wizard.page.getByText(wizard.t('wizard.act.saved')).waitFor();
    handedOver = [await wizard.clipboard(), readFileSync(report, 'utf8')].map((content, index) => ({ name: `details ${index}`, content }));

    for (const { content } of handedOver) expect(content).toContain('intune.walk-incomplete');
  });

  it('W8 B4 leads back to where it can be tried again, with everything still typed; then connects, observes, and writes nothing', async () => {
    await wizard.use(wizard.button(/^Back to /));
    await wizard.page.getByRole('main').waitFor();
    await goForward();
    await wizard.arrive('wizard.done.title', '17-observing');

    expect(await wizard.page.getByText(wizard.t('wizard.done.nextEnforce')).isVisible()).toBe(true);
    expect(writesTo(stage)).toEqual([]);
    expect(wizard.findings).toEqual([]);
  });

  it('I3 no page held a secret, neither did the copied details or the saved report', async () => {
    secrets = await secretsOf(stage, { password });

    expect(leaksIn([...wizard.held, ...handedOver], secrets)).toEqual([]);
  });

  it.each(['text', 'field', 'attribute', 'local', 'session', 'history'] as const)(
    'I3 a secret put into the page on purpose (%s) is found',
    async (place) => {
      await wizard.page.evaluate(plant, { place, secret: password });
      const held = await heldBy(wizard.page, 'planted');
      await wizard.page.evaluate(plant, { place, secret: '' });

      expect(leaksIn([held], secrets).map((finding) => finding.secret)).toContain('password');
    },
  );
});

interface Planting {
  readonly place: 'text' | 'field' | 'attribute' | 'local' | 'session' | 'history';
  readonly secret: string;
}

/** Runs in the page, which has nothing of this file. */
function plant({ place, secret }: Planting): void {
  const field = document.body.querySelector<HTMLInputElement>('#planted') ?? document.createElement('input');
  field.id = 'planted';
  document.body.append(field);
  const text = document.createTextNode('');
  document.body.append(text);
  if (place === 'text') text.data = btoa(`x${secret}`);
  if (place === 'field') field.value = secret;
  if (place === 'attribute') field.title = encodeURIComponent(secret);
  if (place === 'local') localStorage.setItem('planted', secret);
  if (place === 'session') sessionStorage.setItem('planted', secret);
  if (place === 'history') history.replaceState({ planted: secret }, '');
  if (secret === '') field.remove();
}

/** Whatever page the way back led to, the typed answers are still there and carry on to Connect. */
async function goForward(): Promise<void> {
  for (let pages = 0; pages < 10; pages += 1) {
    const connect = wizard.button(wizard.t('wizard.act.connect'));
    const next = wizard.button(wizard.t('wizard.act.next'));
    await connect.or(next).first().waitFor();
    if (await connect.isVisible()) return wizard.use(connect);
    await wizard.use(next);
  }
}
