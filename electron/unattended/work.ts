/** Carries out one verb with its answers; what it throws is the failure of the run. */
import { type AppError, Failure } from '../../shared/errors.ts';
import type { AnswerFile } from '../../shared/setup/answer-file.ts';
import { answersSchema, neededSecrets, proxyUser, type TypedSecret, typedSecretSchema } from '../../shared/setup/answers.ts';
import type { MaintenanceAct, MaintenanceOutcome } from '../../shared/setup/maintenance.ts';
import type { ConnectOutcome } from '../../shared/setup/progress.ts';
import type { SyncReport } from '../../shared/sync-report.ts';
import { withEngine } from '../install/engine-process.ts';
import type { SetupHost } from '../install/setup-host.ts';
import type { SetUp } from '../setup/set-up.ts';
import type { Work } from './arguments.ts';
import { fingerprint } from './fingerprint.ts';
import { readAnswers } from './input.ts';
import type { Connected, Maintained, Reporter } from './report.ts';
import { type Asking, gatherSecrets, type Sources } from './secret-sources.ts';

export interface Carrying {
  readonly command: Work;
  readonly host: SetupHost;
  readonly setUp: SetUp;
  readonly asking: Asking;
  readonly reporter: Reporter;
}

const answerMilliseconds = 30_000;

export async function carryOut(carrying: Carrying): Promise<Omit<Connected, 'seconds'> | Omit<Maintained, 'seconds'>> {
  const { verb, answers } = carrying.command;
  await refuseAlteredFolder(carrying.setUp);
  if (verb === 'install' || verb === 'replace') return await install(carrying, await readAnswers(verb, answers));
  return { event: 'finished', outcome: 'ok', result: await maintain(carrying, verb) };
}

/** P2: nothing is done out of a folder that is not as it was delivered. */
async function refuseAlteredFolder(setUp: SetUp): Promise<void> {
  const [fault] = await setUp.folderFaults();
  if (fault !== undefined) throw new Failure('folder.altered', { params: { path: fault.path }, detail: fault.kind });
}

type Installing = AnswerFile<'install'> | AnswerFile<'replace'>;

async function install(carrying: Carrying, file: Installing): Promise<Omit<Connected, 'seconds'>> {
  const { host, setUp, asking } = carrying;
  const { secrets: sources, $schema: _, ...rest } = file;
  const answers = answersSchema.parse(rest);
  const names = typedSecretSchema.options.filter((name) => isAsked(name, file));
  const secrets = await gatherSecrets(names, sources, asking);
  const before = await fingerprint(host);
  const report = reportOf(await setUp.installation.connect(answers, secrets));
  const isChanged = report.writes > 0 || before !== (await fingerprint(host));
  await forgetCertificate(carrying);
  const signal = AbortSignal.timeout(answerMilliseconds);
  const { powershell } = await withEngine(host, signal, (engine) => engine.call('status', {}));
  const { devices, writes } = report;
  return {
    event: 'finished',
    outcome: 'ok',
    changed: isChanged,
    powershell,
    electron: process.versions['electron'] ?? null,
    devices,
    writes,
  };
}

function isAsked(name: TypedSecret, file: Installing): boolean {
  if (name === 'service-password') return file.service.kind === 'account';
  return neededSecrets(file).includes(name);
}

/** Throws for every end that is not a connection. */
function reportOf(outcome: ConnectOutcome): SyncReport {
  switch (outcome.kind) {
    case 'connected':
      return outcome.report;
    case 'replace-question':
      throw new Failure('connector.exists', { params: { connectorServer: outcome.existing.connectorServer } });
    case 'held': {
      const { plan, newBlocks, devices, limitPercent } = outcome.finding;
      throw new Failure('sync.held', { params: { plan, newBlocks, devices, limitPercent } });
    }
    case 'cancelled':
      throw cancelled();
    default:
      return outcome satisfies never;
  }
}

/** P3: in a place that others can read, the account certificate is deleted once the engine has it, unless it is to be kept. */
async function forgetCertificate({ command, setUp, reporter }: Carrying): Promise<void> {
  const place = await setUp.judgePlace();
  if (place.kind !== 'unsafe') return;
  if (!command.keepAccountCertificate) await setUp.deleteAccountCertificate();
  reporter.accountCertificate({ event: 'account-certificate', who: place.who, isDeleted: !command.keepAccountCertificate });
}

async function maintain(carrying: Carrying, verb: MaintenanceAct['act']): Promise<Maintained['result']> {
  const { setUp, asking } = carrying;
  const { act, names, sources } = await actFor(carrying, verb);
  const secrets = await gatherSecrets(names, sources, asking);
  try {
    return done(await setUp.maintenance.maintain(act, secrets));
  } catch (thrown) {
    if (verb === 'uninstall' && codeOf(thrown) === 'install.not-installed') return { kind: 'nothing-installed' };
    throw thrown;
  }
}

interface Acting {
  readonly act: MaintenanceAct;
  readonly names: readonly TypedSecret[];
  readonly sources: Sources;
}

async function actFor({ command: { answers } }: Carrying, verb: MaintenanceAct['act']): Promise<Acting> {
  switch (verb) {
    case 'edit-proxy': {
      const { proxy, secrets } = await readAnswers(verb, answers);
      return { act: { act: verb, proxy }, names: proxyUser(proxy) === null ? [] : ['proxy-password'], sources: secrets };
    }
    case 'change-credentials': {
      const { user, secrets } = await readAnswers(verb, answers);
      return { act: { act: verb, user }, names: ['exchange-password'], sources: secrets };
    }
    case 'change-notification': {
      const { notification, secrets } = await readAnswers(verb, answers);
      return { act: { act: verb, notification }, names: notification === null ? [] : ['notification-password'], sources: secrets };
    }
    case 'change-mode':
      return withoutSecrets({ act: verb, mode: (await readAnswers(verb, answers)).mode });
    case 'uninstall': {
      const { removeData, takeBack } = await readAnswers(verb, answers);
      return withoutSecrets({ act: verb, removeData, takeBack });
    }
    default:
      return withoutSecrets({ act: verb });
  }
}

function withoutSecrets(act: MaintenanceAct): Acting {
  return { act, names: [], sources: {} };
}

function done(outcome: MaintenanceOutcome): Maintained['result'] {
  if (outcome.kind === 'cancelled') throw cancelled();
  return outcome;
}

function cancelled(): Failure {
  return new Failure('cancelled', { retry: 'never' });
}

function codeOf(thrown: unknown): AppError['code'] | null {
  return thrown instanceof Failure ? thrown.error.code : null;
}
