/** The page for an altered folder, and every page of maintenance, in the states in which it says the most. */

import type { MessageKey } from '../../shared/i18n/translate.ts';
import type { Installed } from '../../shared/setup/maintenance.ts';
import { badHops, finding, installed, longHost, longMail, reading, report, snapshot, underWay } from './appearance-data.ts';
import type { Tour } from './appearance-tour.ts';

export async function tourFolder(tour: Tour): Promise<void> {
  const deep = 'resources/engine/node_modules/een-heel-lange-mapnaam-die-niemand-zo-noemt/en-nog-een/bestand.node';
  await tour.standIn.begin(
    snapshot(tour.language, {
      folder: [
        { kind: 'missing', path: 'MicrosoftIntune.accountcert' },
        { kind: 'altered', path: deep },
        { kind: 'moved', path: 'Setup (kopie van dinsdag).exe', from: 'Exchange_Connector_Setup.exe' },
        { kind: 'added', path: 'version.dll' },
        { kind: 'unsigned', path: 'setup-manifest.sig' },
      ],
    }),
  );
  await tour.look('folder');
}

export async function tourMaintenance(tour: Tour): Promise<void> {
  await states(tour);
  await home(tour, installed());
  await tour.look('home-observing');
  await proxy(tour);
  await accounts(tour);
  await plain(tour);
  await removal(tour);
}

async function home(tour: Tour, found: Installed): Promise<void> {
  await tour.standIn.begin(snapshot(tour.language, { installed: found }));
}

/** What home says when something is not as it should be. */
async function states(tour: Tour): Promise<void> {
  const { status } = installed();
  if (status === null) throw new Error('there is a status');
  await home(tour, installed({ engine: 'stopped', status: null }));
  await tour.look('home-stopped');
  const error = { code: 'exchange.access-denied', params: { server: longHost }, retry: 'administrator' } as const;
  await home(tour, installed({ status: { ...status, lastFull: { ...report, outcome: 'failed', error } } }));
  await tour.look('home-failed');
  await home(tour, installed({ status: { ...status, held: finding } }));
  await tour.look('home-held');
  await tour.choose('accept-plan');
  await tour.look('accept-plan');
  await home(tour, installed({ status: { ...status, state: 'synchronizing', running: reading } }));
  await tour.look('home-running');
}

async function backHome(tour: Tour, by: MessageKey = 'maintenance.act.home'): Promise<void> {
  await tour.standIn.answer('installed', installed());
  await tour.press(by);
  await tour.heading('maintenance.home.title').waitFor();
}

async function proxy(tour: Tour): Promise<void> {
  await tour.choose('edit-proxy');
  await tour.fill('wizard.password.label', 'a password that belongs to nobody');
  await tour.standIn.answer('storeSecret', { stored: true });
  await tour.press('wizard.act.test');
  await tour.standIn.answer('testNetwork', [...badHops]);
  await tour.page.getByText('network.proxy-credentials').waitFor();
  await tour.look('edit-proxy');
  await tour.press('maintenance.act.saveProxy');
  await tour.standIn.answer('maintain', { kind: 'changed', restarted: false });
  await tour.heading('maintenance.end.edit-proxy').waitFor();
  await tour.look('end-changed');
  await backHome(tour);
}

async function accounts(tour: Tour): Promise<void> {
  await tour.choose('change-credentials');
  await tour.fill('wizard.account.user', 'svc@gemeentelijke-diensten.example');
  await tour.press('maintenance.act.saveCredentials');
  await tour.page.getByText(tour.t('wizard.problem.userAddress')).waitFor();
  await tour.look('change-credentials');
  await backHome(tour);
  await tour.choose('change-notification');
  await tour.fill('wizard.password.label', 'a password that belongs to nobody');
  await tour.standIn.answer('storeSecret', { stored: true });
  await tour.press('wizard.act.testMail');
  await tour.standIn.answer('sendTestMail', { kind: 'sent', to: longMail, webServices: `https://${longHost}/EWS/Exchange.asmx` });
  await tour.page.getByText(tour.t('maintenance.notification.sent', { address: longMail })).waitFor();
  await tour.look('change-notification');
  await backHome(tour);
}

async function plain(tour: Tour): Promise<void> {
  await tour.choose('change-mode');
  await tour.look('change-mode');
  await backHome(tour, 'maintenance.act.keepObserving');
  for (const page of ['upgrade', 'replace'] as const) {
    await tour.choose(page);
    await tour.look(page);
    await backHome(tour);
  }
  await tour.choose('repair');
  await tour.look('repair');
  await tour.press('maintenance.act.repair');
  for (const event of underWay(['check-host', 'stage-engine'], 'stop-engine')) await tour.standIn.tell('setup', event);
  await tour.look('working');
  const error = { code: 'install.file-in-use', params: { path: `C:\\Program Files\\${longHost}\\node.exe` }, retry: 'later' } as const;
  await tour.standIn.tell('setup', { event: 'failed', step: 'stop-engine', error });
  await tour.standIn.tell('setup', { event: 'undone', step: 'stage-engine' });
  await tour.standIn.fail('maintain', error.code, error.params);
  await tour.heading('error.install.file-in-use.title').waitFor();
  await tour.look('failed');
  await backHome(tour);
}

async function removal(tour: Tour): Promise<void> {
  await tour.choose('uninstall');
  await tour.look('uninstall');
  await tour.tick('maintenance.uninstall.takeBack');
  await tour.tick('maintenance.uninstall.removeData');
  await tour.look('uninstall-all');
  await tour.press('maintenance.act.removeAll');
  for (const event of underWay([], 'take-back')) await tour.standIn.tell('setup', event);
  await tour.page.keyboard.press('Escape');
  await tour.page.getByRole('alertdialog').waitFor();
  await tour.look('removal-question');
  await tour.page.keyboard.press('Escape');
  const warned = { code: 'connector.record-left', params: { reason: 'intune.unreachable' }, retry: 'administrator' } as const;
  await tour.standIn.tell('setup', { event: 'warned', step: 'remove-record', error: warned });
  const left = ['C:\\ProgramData\\Microsoft\\Windows Intune Exchange Connector'];
  await tour.standIn.answer('maintain', { kind: 'removed', left, takenBack: 1098 });
  await tour.heading('maintenance.end.uninstall').waitFor();
  await tour.look('removed');
}
