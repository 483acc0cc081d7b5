/** Every page of the wizard in its order, in the states in which it says the most. */

import {
  badChecks,
  badHops,
  badHostChecks,
  finding,
  goodChecks,
  goodHostChecks,
  longHost,
  longMail,
  longUser,
  preview,
  report,
  snapshot,
  storedEverywhere,
  tenant,
  underWay,
} from './appearance-data.ts';
import type { Tour } from './appearance-tour.ts';

export async function tourWizard(tour: Tour): Promise<void> {
  await tour.standIn.begin(snapshot(tour.language, { stored: storedEverywhere }));
  await tour.look('welcome');
  await aroundTheHost(tour);
  await exchangeAndConnection(tour);
  await accounts(tour);
  await signIn(tour);
  await checksAndReview(tour);
  await connecting(tour);
  await ends(tour);
}

async function aroundTheHost(tour: Tour): Promise<void> {
  await tour.press('wizard.act.start');
  await tour.look('server-running');
  await tour.standIn.answer('runHostChecks', [...badHostChecks]);
  await tour.page.getByText(tour.t('error.vault.locked.cause')).waitFor();
  await tour.look('server-failed');
  await tour.press('wizard.act.checkAgain');
  await tour.standIn.answer('runHostChecks', [...goodHostChecks]);
  await tour.press('wizard.act.next');
}

async function exchangeAndConnection(tour: Tour): Promise<void> {
  await tour.look('exchange');
  await tour.fill('wizard.exchange.server', `https://${longHost}/owa`);
  await tour.press('wizard.act.next');
  await tour.page.getByText(tour.t('wizard.problem.serverUrl')).waitFor();
  await tour.look('exchange-wrong');
  await tour.fill('wizard.exchange.server', longHost);
  await tour.press('wizard.act.next');
  await tour.look('connection');
  await tour.card('wizard.proxy.own');
  await tour.fill('wizard.proxy.server', longHost);
  await tour.fill('wizard.proxy.port', '8080');
  await tour.tick('wizard.proxy.useCredentials');
  await tour.fill('wizard.proxy.user', longUser);
  await tour.press('wizard.act.test');
  await tour.standIn.answer('testNetwork', [...badHops]);
  await tour.page.getByText('network.proxy-credentials').waitFor();
  await tour.look('connection-failed');
  await tour.press('wizard.act.next');
}

async function accounts(tour: Tour): Promise<void> {
  await tour.fill('wizard.account.user', longUser);
  await tour.tick('wizard.notification.enable');
  await tour.fill('wizard.notification.address', longMail);
  await tour.press('wizard.act.testMail');
  await tour.standIn.answer('sendTestMail', { kind: 'sent', to: longMail, webServices: `https://${longHost}/EWS/Exchange.asmx` });
  await tour.page.getByText('/EWS/Exchange.asmx').waitFor();
  await tour.look('account');
  await tour.press('wizard.act.next');
}

async function signIn(tour: Tour): Promise<void> {
  await tour.look('sign-in');
  await tour.page.getByRole('radio', { name: tour.t('wizard.signIn.withCode') }).check();
  await tour.press('wizard.act.signIn');
  await tour.standIn.tell('signIn', {
    kind: 'code',
    userCode: 'ABCD-EFGH-JKLM',
    verificationUri: 'https://microsoft.com/devicelogin',
    expiresInSeconds: 899,
  });
  await tour.look('sign-in-code');
  await tour.standIn.answer('signIn', { kind: 'signed-in', tenant });
  await tour.page.getByText(tenant.tenantName).waitFor();
  await tour.look('signed-in');
  await tour.press('wizard.act.next');
}

async function checksAndReview(tour: Tour): Promise<void> {
  await tour.look('checks-running');
  await tour.standIn.answer('runChecks', [...badChecks]);
  await tour.page.getByText('exchange.command-missing').waitFor();
  await tour.look('checks-failed');
  await tour.press('wizard.act.checkAgain');
  await tour.standIn.answer('runChecks', [...goodChecks]);
  await tour.press('wizard.act.next');
  await tour.standIn.tell('preview', { stage: 'gather-intune', done: 1234, total: 0 });
  await tour.look('review-calculating');
  await tour.standIn.answer('preview', preview);
  await tour.button('wizard.act.previewAgain').waitFor();
  await tour.look('review');
}

async function connecting(tour: Tour): Promise<void> {
  await tour.press('wizard.act.connect');
  for (const event of underWay(['check-host', 'stage-engine', 'check-connection', 'store-secrets'], 'first-sync'))
    await tour.standIn.tell('setup', event);
  await tour.look('connecting');
  await tour.page.keyboard.press('Escape');
  await tour.page.getByRole('alertdialog').waitFor();
  await tour.look('cancel-question');
  await tour.page.keyboard.press('Escape');
  await tour.standIn.tell('setup', {
    event: 'failed',
    step: 'first-sync',
    error: { code: 'exchange.session-lost', params: { server: longHost }, retry: 'later' },
  });
  await tour.standIn.tell('setup', { event: 'undone', step: 'stage-engine' });
  await tour.standIn.fail('connect', 'exchange.session-lost', { server: longHost });
  await tour.heading('error.exchange.session-lost.title').waitFor();
  await tour.look('failed');
}

async function ends(tour: Tour): Promise<void> {
  await tour.press('wizard.act.backTo', { page: tour.t('wizard.page.review') });
  await tour.press('wizard.act.connect');
  const existing = { id: 'c1', connectorServer: longHost, lastSeen: '2026-03-01T10:00:00.000Z' };
  await tour.standIn.answer('connect', { kind: 'replace-question', existing });
  await tour.heading('wizard.replace.title').waitFor();
  await tour.look('replace');
  await tour.press('wizard.act.replace');
  await tour.standIn.answer('connect', { kind: 'held', finding });
  await tour.heading('wizard.held.title').waitFor();
  await tour.look('held');
  await tour.press('wizard.act.block', { count: finding.newBlocks });
  await tour.standIn.answer('acceptPlan', { kind: 'connected', report });
  await tour.standIn.answer('judgePlace', { kind: 'unsafe', who: ['GEMEENTELIJKEDIENST\\Domeingebruikers', 'Iedereen'] });
  await tour.heading('wizard.done.title').waitFor();
  await tour.page.getByText('Domeingebruikers').waitFor();
  await tour.look('done');
}
