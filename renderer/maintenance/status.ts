/** The connector's state in one sentence, and the act that helps where something is not as it should be. Pure. */
import type { EngineStatus } from '../../shared/control/contract.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { MessageKey, MessageParams } from '../../shared/i18n/translate.ts';
import type { Installed } from '../../shared/setup/maintenance.ts';
import type { SyncProgress } from '../../shared/sync-report.ts';
import type { ActPage } from './state.ts';

export interface StatusLine {
  readonly tone: 'success' | 'info' | 'warning' | 'error';
  readonly key: MessageKey;
  readonly params: MessageParams;
  /** Title of the failure that ended the last synchronization. */
  readonly failure: ErrorCode | null;
  /** End of the synchronization that the sentence speaks of, ISO; it stands in the sentence as `ago`. */
  readonly at: string | null;
  /** The page whose act mends it. */
  readonly helps: ActPage | null;
}

const plain = { params: {}, failure: null, at: null } as const;

export function statusOf(installed: Installed): StatusLine {
  const { status, configuration } = installed;
  if (installed.isUnfinished) return { ...plain, tone: 'warning', key: 'maintenance.status.unfinished', helps: 'repair' };
  if (installed.engine === 'stopped') return { ...plain, tone: 'error', key: 'maintenance.status.stopped', helps: 'repair' };
  if (installed.engine === 'wrong-version') return wrongVersion(installed);
  if (installed.engine === 'unreachable' || status === null)
    return { ...plain, tone: 'error', key: 'maintenance.status.unreachable', helps: 'repair' };
  if (configuration === null) return { ...plain, tone: 'error', key: 'maintenance.status.unreadable', helps: 'replace' };
  return ofEngine(status);
}

/** The synchronization under way, as it was when the engine was last asked. */
export function runningOf({ status }: Installed): SyncProgress | null {
  return status?.running ?? null;
}

function wrongVersion({ version, offered }: Installed): StatusLine {
  const helps = isNewer(offered, version) ? 'upgrade' : 'repair';
  return { ...plain, tone: 'error', key: 'maintenance.status.wrongVersion', params: { version, offered }, helps };
}

function ofEngine(status: EngineStatus): StatusLine {
  const { secrets, held } = status;
  if (status.state === 'stopping') return { ...plain, tone: 'warning', key: 'maintenance.status.stopping', helps: null };
  if (!secrets.exchangePassword) return { ...plain, tone: 'error', key: 'maintenance.status.noPassword', helps: 'change-credentials' };
  if (status.state === 'not-configured' || !secrets.accountCertificate)
    return { ...plain, tone: 'error', key: 'maintenance.status.notConfigured', helps: 'replace' };
  if (held !== null) {
    const params = { count: held.newBlocks, devices: held.devices };
    return { ...plain, tone: 'warning', key: 'maintenance.status.held', params, helps: 'accept-plan' };
  }
  return withCertificate(ofLastRun(status), status.accountCertificate);
}

/** That it ends soon is told where nothing worse is; that it has ended is the worst. */
function withCertificate(line: StatusLine, life: EngineStatus['accountCertificate']): StatusLine {
  if (life === null || life.state === 'good') return line;
  const params = { until: life.until.slice(0, 10), count: life.daysLeft };
  if (life.state === 'expired') return { ...plain, tone: 'error', key: 'maintenance.status.certificateExpired', params, helps: 'replace' };
  if (line.tone === 'error' || line.tone === 'warning') return line;
  return { ...plain, tone: 'warning', key: 'maintenance.status.certificateEnds', params, helps: 'replace' };
}

function ofLastRun({ lastFull, devices, mode, state }: EngineStatus): StatusLine {
  const isRunning = state === 'synchronizing';
  if (lastFull === null)
    return { ...plain, tone: 'info', key: isRunning ? 'maintenance.status.firstRun' : 'maintenance.status.neverRun', helps: null };
  const about = { at: lastFull.endedAt, failure: null, params: { allowed: devices.allowed, devices: devices.total } };
  if (lastFull.outcome === 'failed') {
    const failure = lastFull.error?.code ?? 'internal';
    return { ...about, failure, tone: 'error', key: 'maintenance.status.failed', helps: pageThatMends(failure) };
  }
  if (lastFull.outcome === 'cancelled') return { ...about, tone: 'warning', key: 'maintenance.status.cancelled', helps: null };
  if (mode === 'observe') return observing(about, lastFull.planned?.newBlocks ?? null);
  return { ...about, tone: 'success', key: isRunning ? 'maintenance.status.running' : 'maintenance.status.connected', helps: null };
}

/** `newBlocks`: null while the last run was one that enforced. */
function observing(about: Pick<StatusLine, 'at' | 'failure' | 'params'>, newBlocks: number | null): StatusLine {
  const line = { ...about, tone: 'info', helps: 'change-mode' } as const;
  if (newBlocks === null) return { ...line, key: 'maintenance.status.observingSoon' };
  return { ...line, key: 'maintenance.status.observing', params: { ...about.params, count: newBlocks } };
}

const byCode: Partial<Record<ErrorCode, ActPage>> = {
  'exchange.access-denied': 'change-credentials',
  'secret.missing': 'change-credentials',
  'intune.unreachable': 'edit-proxy',
  'intune.tls-untrusted': 'edit-proxy',
  'network.proxy-unreachable': 'edit-proxy',
  'network.proxy-credentials': 'edit-proxy',
  'network.proxy-refused': 'edit-proxy',
  'network.timeout': 'edit-proxy',
  'intune.certificate-refused': 'replace',
  'account-certificate.expired': 'replace',
  'network.proxy-scheme': 'edit-proxy',
  'network.proxy-script': 'edit-proxy',
  'network.proxy-of-account': 'edit-proxy',
  'network.proxy-settings': 'edit-proxy',
  'connector.removed': 'uninstall',
  'exchange.server-unknown': 'replace',
  'exchange.unreachable': 'replace',
};

function pageThatMends(code: ErrorCode): ActPage | null {
  return byCode[code] ?? null;
}

/** Whether version `one` comes after `other`; both are three numbers with points between. */
export function isNewer(one: string, other: string): boolean {
  const [first, second] = [one, other].map((version) => version.split('.').map(Number));
  const at = (first ?? []).findIndex((part, index) => part !== (second?.[index] ?? 0));
  return at >= 0 && (first?.[at] ?? 0) > (second?.[at] ?? 0);
}
