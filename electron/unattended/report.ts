/** How an unattended set-up tells what it does: sentences, or one JSON object a line. */

import type { DeviceCounts } from '../../shared/access.ts';
import type { CheckResult } from '../../shared/checks.ts';
import type { PowershellFacts } from '../../shared/control/contract.ts';
import type { AppError } from '../../shared/errors.ts';
import { factsSentence } from '../../shared/facts.ts';
import type { Output } from '../../shared/host/console.ts';
import type { Translate } from '../../shared/i18n/translate.ts';
import type { Installed, MaintenanceOutcome } from '../../shared/setup/maintenance.ts';
import type { SetupEvent } from '../../shared/setup/progress.ts';

/** Last line of a run; the form is part of the product (architecture.md section 9). */
export interface Connected {
  readonly event: 'finished';
  readonly outcome: 'ok';
  /** False when everything was so already. */
  readonly changed: boolean;
  readonly powershell: Pick<PowershellFacts, 'version' | 'host' | 'source'> | null;
  /** Version of Electron when it runs in one. */
  readonly electron: string | null;
  readonly devices: DeviceCounts;
  readonly writes: number;
  readonly seconds: number;
}

export interface Maintained {
  readonly event: 'finished';
  readonly outcome: 'ok';
  readonly result: Exclude<MaintenanceOutcome, { kind: 'cancelled' }> | { readonly kind: 'nothing-installed' };
  readonly seconds: number;
}

export type Finished =
  | Connected
  | Maintained
  | { readonly event: 'finished'; readonly outcome: 'failed'; readonly error: AppError; readonly seconds: number };

/** P3, after a success: others can get at the place of the account certificate. */
export interface CertificateEvent {
  readonly event: 'account-certificate';
  readonly who: readonly string[];
  readonly isDeleted: boolean;
}

export interface Reporter {
  event(event: SetupEvent): void;
  accountCertificate(event: CertificateEvent): void;
  status(installed: Installed): void;
  finished(finished: Finished): void;
}

export function jsonReporter(output: Output): Reporter {
  return {
    event: (event) => output.line(JSON.stringify(event)),
    accountCertificate: (event) => output.line(JSON.stringify(event)),
    status: (installed) => output.line(JSON.stringify({ event: 'status', ...installed })),
    finished: (finished) => output.line(JSON.stringify(finished)),
  };
}

export function textReporter(output: Output, t: Translate): Reporter {
  let stage = '';
  return {
    event: (event) => {
      if (event.event === 'progress') {
        // One line a stage; a terminal that scrolls is of no use to anybody.
        if (event.sync.stage !== stage) output.line(`    ${t(`stage.${event.sync.stage}`)}`);
        stage = event.sync.stage;
        return;
      }
      const line = eventLine(event, t);
      if (line !== null) output.line(line);
    },
    finished: (finished) => {
      if (finished.outcome === 'failed') return output.problem(errorLines(finished.error, t).join('\n'));
      output.line('result' in finished ? maintainedLine(finished, t) : connectedLine(finished, t));
    },
    accountCertificate: ({ who, isDeleted }) => {
      output.line(t(isDeleted ? 'unattended.certificateDeleted' : 'unattended.certificateKept', { who: who.join(', ') }));
    },
    status: (installed) => output.line(statusLine(installed, t)),
  };
}

function connectedLine({ changed, devices, writes, seconds }: Connected, t: Translate): string {
  const connected = t('unattended.connected', { ...devices, writes, seconds });
  return changed ? connected : `${connected} ${t('unattended.unchanged')}`;
}

function maintainedLine({ result, seconds }: Maintained, t: Translate): string {
  switch (result.kind) {
    case 'changed':
      return t(result.restarted ? 'unattended.restarted' : 'unattended.changed', { seconds });
    case 'unchanged':
      return t('unattended.unchanged');
    case 'nothing-installed':
      return t('unattended.nothingInstalled');
    case 'removed': {
      const left = result.left.length === 0 ? [] : [t('unattended.left', { folders: result.left.join(', ') })];
      return [t('unattended.removed', { takenBack: result.takenBack, seconds }), ...left].join(' ');
    }
    default:
      return result satisfies never;
  }
}

/** Which engine, how it is, and what its devices are. */
function statusLine({ version, engine, status }: Installed, t: Translate): string {
  const first = t(`unattended.engine.${engine}`, { version });
  return status === null ? first : `${first} ${t('unattended.devices', status.devices)}`;
}

function eventLine(event: Exclude<SetupEvent, { event: 'progress' }>, t: Translate): string | null {
  switch (event.event) {
    case 'started':
      return `* ${t(`step.${event.step}`)}`;
    case 'check':
      return checkLine(event.result, t);
    case 'undone':
      return t('unattended.undone', { step: t(`step.${event.step}`) });
    case 'failed':
      return t('unattended.failed', { step: t(`step.${event.step}`) });
    case 'warned':
      return errorLines(event.error, t)
        .map((line) => `    ${line}`)
        .join('\n');
    case 'done':
      return null;
    default:
      return event satisfies never;
  }
}

/** What was found, and what is needed where that is not enough. */
function checkLine({ id, verdict, measured, required }: CheckResult, t: Translate): string {
  const needed = verdict === 'pass' || required.length === 0 ? [] : [t('wizard.checks.required', { required: factsSentence(t, required) })];
  const told = [...(measured.length === 0 ? [] : [factsSentence(t, measured)]), ...needed].join('. ');
  const line = `    ${t(`verdict.${verdict}`)}: ${t(`check.${id}.title`)}${told === '' ? '' : ` (${told})`}`;
  return verdict === 'pass' ? line : `${line}\n      ${t('unattended.moreHelp', { command: `help ${id}` })}`;
}

function errorLines(error: AppError, t: Translate): readonly string[] {
  const { code, params, detail } = error;
  const sentences = [t(`error.${code}.title`, params), t(`error.${code}.cause`, params), ...t(`error.${code}.cure`, params).split('\n')];
  return [...sentences, detail === undefined ? code : `${code} (${detail})`];
}
