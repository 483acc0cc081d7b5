/** Status, reports and devices as sentences. */
import type { Evidence } from '../../shared/access.ts';
import type { TenantConnector } from '../../shared/control/connectors.ts';
import type { CertificateLife, DeviceView, EngineStatus, Explanation } from '../../shared/control/contract.ts';
import type { ExchangeLoadStatus } from '../../shared/control/exchange-load.ts';
import type { AppError } from '../../shared/errors.ts';
import { paceWords } from '../../shared/pace-words.ts';
import type { GuardFinding, SyncProgress, SyncReport } from '../../shared/sync-report.ts';
import { policyLine } from './show-policy.ts';
import { harmlessParams, showError, type Terminal } from './terminal.ts';

export function showStatus(terminal: Terminal, status: EngineStatus): void {
  const { output, say } = terminal;
  const { version, pid, startedAt } = status;
  output.line(say('cli.status.engine', { version, pid, startedAt, state: say(`cli.state.${status.state}`) }));
  if (status.running !== null) showRunning(terminal, status.running);
  if (status.rehearsal) output.line(say('cli.status.rehearsal'));
  if (status.mode !== null) output.line(say(`cli.mode.${status.mode}`));
  output.line(status.exchange === null ? say('cli.status.exchange-none') : say('cli.status.exchange', harmlessParams(status.exchange)));
  if (status.exchangeLoad !== undefined) showLoad(terminal, status.exchangeLoad);
  if (status.powershell !== null) output.line(say('cli.status.powershell', harmlessParams(status.powershell)));
  showPolicyState(terminal, status);
  output.line(say('cli.status.devices', status.devices));
  showMissing(terminal, status.secrets);
  if (status.accountCertificate !== null) showCertificate(terminal, status.accountCertificate);
  if (status.lastFull === null) output.line(say('cli.status.never-run'));
  else showReport(terminal, withoutTold(status.lastFull, status.policyFileProblem));
}

function showPolicyState(terminal: Terminal, { policy, policyFileProblem }: EngineStatus): void {
  if (policy !== null) terminal.output.line(policyLine(terminal, policy));
  if (policyFileProblem !== null) showError(terminal, policyFileProblem);
}

/** What is so now need not be said again of the last run. */
function withoutTold(report: SyncReport, told: AppError | null): SyncReport {
  return report.policyProblem?.code === told?.code ? { ...report, policyProblem: undefined } : report;
}

function showRunning({ output, say }: Terminal, running: SyncProgress): void {
  const { count, rate, left } = paceWords(say, running);
  output.line(say('cli.status.running', { progress: [count, rate, left].filter((part) => part !== '').join(', ') }));
}

function showMissing({ output, say }: Terminal, { exchangePassword, accountCertificate }: EngineStatus['secrets']): void {
  if (!exchangePassword) output.line(say('cli.status.secret-missing', { name: 'exchange-password' }));
  if (!accountCertificate) output.line(say('cli.status.secret-missing', { name: 'account-certificate' }));
}

/** Only when it is time for another one. */
function showCertificate({ output, say }: Terminal, { state, until, daysLeft }: CertificateLife): void {
  if (state === 'good') return;
  const code = state === 'renew' ? 'account-certificate.expiring' : 'account-certificate.expired';
  output.line(say(`error.${code}.cause`, { until: until.slice(0, 10), days: daysLeft }));
}

function showLoad({ output, say }: Terminal, load: ExchangeLoadStatus): void {
  const { sessions, delayPerSecond, shells } = load;
  output.line(say('cli.load.share', { ...shells, sessions, delayPerSecond }));
  if (load.isSlow) output.line(say('cli.load.slow'));
  for (const server of load.resting) output.line(say('cli.load.resting', harmlessParams({ server })));
  for (const concern of load.concerns) output.line(say(`cli.load.${concern.kind}`, harmlessParams(concern)));
}

export function showReport(terminal: Terminal, report: SyncReport): void {
  const { output, say } = terminal;
  const { run, endedAt, writes, added, removed, overruled } = report;
  output.line(say('cli.report.summary', { run, endedAt, outcome: say(`cli.report.${report.outcome}`) }));
  if (report.planned === undefined) output.line(say('cli.report.counts', { writes, added, removed, overruled }));
  else output.line(say('cli.report.observed', { ...report.planned, overruled }));
  if (report.guard !== undefined) showHeld(terminal, report.guard);
  if (!report.cloudRecord) output.line(say('cli.report.cloud-record'));
  if (report.policyProblem !== undefined) showError(terminal, report.policyProblem);
  if (report.error !== undefined) showError(terminal, report.error);
}

function showHeld({ output, say }: Terminal, { plan, newBlocks, devices, limitPercent, fall }: GuardFinding): void {
  if (fall !== undefined) output.line(say('cli.status.held-fall', fall));
  output.line(say('cli.status.held', { plan, newBlocks, devices, limitPercent }));
}

export function showDevice({ output, say }: Terminal, device: DeviceView): void {
  const states = {
    intended: say(`state.${device.intended}`),
    observed: say(`state.${device.observed}`),
    reason: say(`reason.${device.reason}`),
  };
  output.line(say('cli.device.line', { ...harmlessParams({ deviceId: device.deviceId, address: device.address }), ...states }));
}

export function showConnector({ output, say }: Terminal, connector: TenantConnector): void {
  const { organization, exchangeServer, connectorServer, version, status, lastSync, isOurs } = connector;
  const texts = harmlessParams({ organization, exchangeServer, connectorServer, version });
  const state = say(`cli.connector.${status}`);
  output.line(say('cli.connector.line', { ...texts, state, lastSync: lastSync ?? say('cli.connector.never') }));
  if (isOurs) output.line(`  ${say('cli.connector.ours')}`);
}

export function showExplanation(terminal: Terminal, { device, evidence, decidedAt, run }: Explanation): void {
  const { output, say } = terminal;
  showDevice(terminal, device);
  output.line(`  ${say('cli.device.about', harmlessParams({ name: device.name, model: device.model, system: device.system }))}`);
  for (const one of evidence) output.line(`  ${evidenceLine(terminal, one)}`);
  output.line(`  ${say('cli.device.decided', { decidedAt, run })}`);
}

function evidenceLine({ say }: Terminal, { key, answer, fact }: Evidence): string {
  const params = { question: say(`evidence.${key}`), answer: say(`answer.${answer}`) };
  return fact === '' ? say('cli.evidence.line', params) : say('cli.evidence.fact', { ...params, ...harmlessParams({ fact }) });
}
