/** Drives maintenance in tests: sends events one after the other and remembers every effect. */
import type { Effect, MaintenanceEvent } from '../../../../renderer/maintenance/events.ts';
import { initialState, update } from '../../../../renderer/maintenance/machine.ts';
import type { ActPage, MaintenanceState } from '../../../../renderer/maintenance/state.ts';
import type { Configuration } from '../../../../shared/config/configuration.ts';
import type { EngineStatus } from '../../../../shared/control/contract.ts';
import type { AppError } from '../../../../shared/errors.ts';
import type { Snapshot } from '../../../../shared/ipc/contract.ts';
import type { Installed } from '../../../../shared/setup/maintenance.ts';
import type { SyncReport } from '../../../../shared/sync-report.ts';

export const asOf = '2026-03-04T10:04:30.000Z';

export const report: SyncReport = {
  run: 7,
  kind: 'full',
  outcome: 'ok',
  startedAt: '2026-03-04T09:59:00.000Z',
  endedAt: '2026-03-04T10:00:00.000Z',
  devices: { total: 212, allowed: 198, blocked: 10, quarantined: 4 },
  writes: 3,
  added: 3,
  removed: 0,
  overruled: 0,
  cloudRecord: true,
};

export const configuration: Configuration = {
  exchangeType: 'on-premises',
  exchangeServer: 'cas01.contoso.com',
  exchangeUser: 'CONTOSO\\svc',
  newBlockLimitPercent: 10,
  language: 'en',
  mode: 'enforce',
  proxy: 'http://CONTOSO%5Cweb@proxy.contoso.com:8080',
  notificationAddress: 'mdm@contoso.com',
  isCasFailoverEnabled: true,
  enableParallelCommandSupport: false,
  exchangeWebServiceUrl: '',
  slowHours: '',
  intuneServicePlans: '',
  exchangePath: '',
  exchangeAuthentication: '',
  exchangeProxyAccess: '',
  exchangeRedirectDomains: '',
};

export const status: EngineStatus = {
  version: '0.1.0',
  pid: 4711,
  startedAt: '2026-03-01T08:00:00.000Z',
  state: 'idle',
  rehearsal: true,
  mode: 'enforce',
  powershell: null,
  exchange: null,
  secrets: { exchangePassword: true, accountCertificate: true, proxyPassword: true, notificationPassword: true },
  accountCertificate: { until: '2027-01-01T00:00:00.000Z', daysLeft: 300, state: 'good' },
  devices: report.devices,
  lastFull: report,
  policy: null,
  held: null,
  running: null,
  policyFileProblem: null,
};

export function installed(changes: Partial<Installed> = {}): Installed {
  return { version: '0.1.0', offered: '0.1.0', engine: 'running', status, configuration, isUnfinished: false, asOf, ...changes };
}

export const failure: AppError = { code: 'internal', params: {}, retry: 'never' };

export interface Drive {
  readonly state: MaintenanceState;
  readonly effects: readonly Effect[];
}

export function begin(found: Installed = installed()): Drive {
  const snapshot: Snapshot = {
    version: '0.1.0',
    language: 'en',
    rehearsal: true,
    draft: { exchange: {} },
    stored: [],
    tenantId: null,
    folder: [],
    installed: found,
  };
  return { state: initialState(snapshot, found), effects: [] };
}

export function drive(from: Drive, ...events: readonly MaintenanceEvent[]): Drive {
  return events.reduce<Drive>((before, event) => {
    const { state, effects } = update(before.state, event);
    return { state, effects: [...before.effects, ...effects] };
  }, from);
}

export function at(page: ActPage, found: Installed = installed()): Drive {
  return drive(begin(found), { kind: 'pageChosen', page });
}

/** Attempt number of the last effect that has one. */
export function lastAttempt({ effects }: Drive): number {
  const last = effects.findLast((effect) => 'attempt' in effect);
  return last !== undefined && 'attempt' in last ? last.attempt : 0;
}

export const main: MaintenanceEvent = { kind: 'main', passwordLength: 0 };
export const stored = (drive: Drive): MaintenanceEvent => ({
  kind: 'secretStored',
  attempt: lastAttempt(drive),
  result: { ok: true, value: {} },
});
