/** What a real set-up could show at its worst: the longest host names that DNS allows in one label, many checks, long Dutch words. */
import type { CheckId, CheckResult } from '../../shared/checks.ts';
import type { AppError } from '../../shared/errors.ts';
import { textFact } from '../../shared/facts.ts';
import type { IpcValue } from '../../shared/ipc/contract.ts';
import type { Hop, Preview, TenantFacts } from '../../shared/setup/engine-verbs.ts';
import type { Installed } from '../../shared/setup/maintenance.ts';
import type { SetupEvent, SetupStep } from '../../shared/setup/progress.ts';
import type { SyncProgress, SyncReport } from '../../shared/sync-report.ts';

export const longHost = 'exchange-clienttoegangsserver-voor-mobiele-apparaten-amsterdam1.hoofdkantoor.gemeentelijke-diensten.example';
export const longUser = 'GEMEENTELIJKEDIENST\\svc-exchange-connector-voor-mobiele-apparaten-productie';
export const longMail = 'meldingen.mobiele-apparaten.hoofdkantoor@gemeentelijke-diensten-noord-holland.example';
const tenantId = '6f1c9d5e-2b7a-4c1e-9a53-0d3f6b7c8e21';

type Snapshot = IpcValue<'snapshot'>;

export function snapshot(language: 'en' | 'nl', changes: Partial<Snapshot> = {}): Snapshot {
  return {
    version: '0.1.0',
    language,
    rehearsal: true,
    draft: { exchange: {} },
    stored: [],
    tenantId,
    folder: [],
    installed: null,
    ...changes,
  };
}

export const storedEverywhere: Snapshot['stored'] = ['exchange-password', 'proxy-password', 'notification-password'];

const devices = { total: 12_345, allowed: 11_204, blocked: 1098, quarantined: 43 };

export const report: SyncReport = {
  run: 41,
  kind: 'full',
  outcome: 'ok',
  startedAt: '2026-03-04T09:55:00.000Z',
  endedAt: '2026-03-04T10:00:00.000Z',
  devices,
  writes: 1098,
  added: 1098,
  removed: 12,
  overruled: 17,
  mode: 'observe',
  planned: { writes: 1098, newBlocks: 614 },
  cloudRecord: false,
};

export const finding = { plan: 'p41', newBlocks: 1614, devices: 12_345, limitPercent: 10, fall: { before: 11_000, now: 120 } };

export function installed(changes: Partial<Installed> = {}): Installed {
  return {
    version: '0.1.0',
    offered: '0.2.0',
    engine: 'running',
    status: {
      version: '0.1.0',
      pid: 4711,
      startedAt: '2026-03-01T08:00:00.000Z',
      state: 'idle',
      rehearsal: true,
      mode: 'observe',
      powershell: null,
      exchange: null,
      secrets: { exchangePassword: true, accountCertificate: true, proxyPassword: true, notificationPassword: true },
      accountCertificate: { until: '2026-04-20T00:00:00.000Z', daysLeft: 47, state: 'renew' },
      devices,
      lastFull: report,
      policy: null,
      held: null,
      running: null,
      policyFileProblem: null,
    },
    configuration: {
      exchangeType: 'on-premises',
      exchangeServer: longHost,
      exchangeUser: longUser,
      newBlockLimitPercent: 10,
      language: 'nl',
      mode: 'observe',
      proxy: `http://${encodeURIComponent(longUser)}@${longHost}:8080`,
      notificationAddress: longMail,
      isCasFailoverEnabled: true,
      enableParallelCommandSupport: false,
      exchangeWebServiceUrl: '',
      slowHours: '',
      intuneServicePlans: '',
      exchangePath: '',
      exchangeAuthentication: '',
      exchangeProxyAccess: '',
      exchangeRedirectDomains: '',
    },
    isUnfinished: false,
    asOf: '2026-03-04T10:04:30.000Z',
    ...changes,
  };
}

const check = (id: CheckId, verdict: CheckResult['verdict'], more: Partial<CheckResult> = {}): CheckResult => ({
  id,
  verdict,
  measured: [textFact(`${longHost}, 15.02.1748.010`)],
  required: [textFact('15.01.2507.006')],
  ...more,
});

export const goodHostChecks: readonly CheckResult[] = [
  check('operating-system', 'warn', {
    measured: [{ key: 'development-host', params: { system: 'Windows', release: '11 Enterprise LTSC' } }],
  }),
  check('hardware', 'pass'),
  check('domain', 'pass'),
  check('dotnet', 'pass'),
  check('powershell', 'pass'),
  check('powershell-language', 'pass'),
  check('powershell-policy', 'pass'),
  check('vault', 'unknown', { cure: 'not-determined' }),
];

export const badHostChecks: readonly CheckResult[] = [
  ...goodHostChecks.slice(0, 5),
  check('powershell-language', 'fail', { cure: 'script-rules' }),
  check('powershell-policy', 'fail', { measured: [{ key: 'policy-forced', params: { policy: 'AllSigned' } }] }),
  check('vault', 'fail', { error: { code: 'vault.locked', params: {}, retry: 'administrator' } }),
];

const cmdlets =
  'Clear-ActiveSyncDevice, Get-ActiveSyncDevice, Get-ActiveSyncDeviceAccessRule, Get-ActiveSyncDeviceStatistics, Set-CASMailbox';

export const goodChecks: readonly CheckResult[] = [
  check('exchange-reach', 'pass'),
  check('exchange-server', 'pass'),
  check('exchange-account', 'pass'),
  check('exchange-commands', 'pass'),
  check('network-sign-in', 'pass'),
  check('network-intune', 'pass'),
  check('intune-reach', 'pass'),
  check('intune-authority', 'pass'),
  check('mail-reach', 'warn'),
];

export const badChecks: readonly CheckResult[] = [
  check('exchange-reach', 'pass'),
  check('exchange-server', 'warn', {
    measured: [textFact(longHost)],
    error: { code: 'exchange.server-older', params: { server: longHost, newest: `nieuw-${longHost}` }, retry: 'administrator' },
  }),
  check('exchange-account', 'pass'),
  check('exchange-commands', 'fail', {
    error: { code: 'exchange.command-missing', params: { commands: cmdlets }, retry: 'administrator' },
  }),
  ...goodChecks.slice(4),
];

export const badHops: readonly Hop[] = [
  { hop: 'this-server', state: 'ok', address: null, milliseconds: 1 },
  {
    hop: 'proxy',
    state: 'failed',
    address: `${longHost}:8080`,
    milliseconds: 5012,
    error: { code: 'network.proxy-credentials', params: { proxy: `${longHost}:8080` }, retry: 'administrator' },
  },
  { hop: 'sign-in', state: 'skipped', address: 'login.microsoftonline.com:443', milliseconds: null },
  { hop: 'intune', state: 'skipped', address: 'graph.microsoft.com:443', milliseconds: null },
  { hop: 'exchange', state: 'skipped', address: `${longHost}:80`, milliseconds: null },
];

const failed = (id: CheckId, code: AppError['code'], params: AppError['params']): CheckResult =>
  check(id, 'fail', { error: { code, params, retry: 'administrator' } });

export const tenant: TenantFacts = {
  tenantId,
  tenantName: 'Samenwerkende Gemeentelijke Diensten Noord-Holland-Midden',
  administrator: 'beheerder.intune.productie@gemeentelijke-diensten-noord-holland.onmicrosoft.example',
  checks: [
    failed('intune-role', 'intune.role-missing', { administrator: 'beheerder.intune.productie@gemeentelijke-diensten.example' }),
    failed('intune-licence', 'intune.licence-missing', {}),
    check('intune-authority', 'pass'),
    { ...failed('directory-sync', 'intune.directory-sync-stale', { hours: 31 }), verdict: 'warn' },
  ],
};

export const preview: Preview = {
  before: { total: 12_345, allowed: 11_818, blocked: 484, quarantined: 43 },
  after: devices,
  newBlocks: 1614,
  mailboxes: 9870,
  isHeld: true,
};

const at = '2026-03-04T10:00:00.000Z';

/** Some steps done, one running with numbers. */
/** As many as last time, four sessions and two that a crash left, in slow hours, delayed. */
export const reading: SyncProgress = {
  stage: 'gather-exchange',
  done: 1234,
  total: 0,
  pace: {
    perSecond: 87.4,
    expected: 12_345,
    isEstimate: true,
    remainingSeconds: 128,
    exchange: { shells: { open: 4, lost: 2, most: 14, allowed: 18 }, sessions: 4, delayPerSecond: 137, isSlow: true },
  },
};

export function underWay(done: readonly SetupStep[], running: SetupStep): readonly SetupEvent[] {
  return [
    ...done.flatMap((step): readonly SetupEvent[] => [
      { event: 'started', step, at },
      { event: 'done', step, seconds: 12.3 },
    ]),
    { event: 'started', step: running, at },
    { event: 'progress', step: running, sync: reading },
  ];
}
