/** The named steps that an act is likely to have, so that one sees what comes next before main tells. Pure. */
import type { SetupStep } from '../../shared/setup/progress.ts';
import type { FormStep } from './state.ts';

const renewal = [
  'check-host',
  'stage-engine',
  'stop-engine',
  'switch-engine',
  'register-service',
  'start-engine',
  'wait-healthy',
  'commit',
] as const;

export function comingSteps(form: FormStep): readonly SetupStep[] {
  switch (form.kind) {
    case 'repair':
    case 'upgrade':
      return renewal;
    case 'accept-plan':
      return ['first-sync'];
    case 'change-mode':
      return ['write-configuration'];
    case 'edit-proxy':
    case 'change-credentials':
      return ['check-connection', 'store-secrets', 'hand-over-secrets', 'write-configuration'];
    case 'change-notification':
      return ['store-secrets', 'hand-over-secrets', 'write-configuration'];
    case 'uninstall':
      return removal(form.removeData, form.takeBack);
    case 'replace':
      return [];
    default:
      return form satisfies never;
  }
}

function removal(removeData: boolean, takeBack: boolean): readonly SetupStep[] {
  return [
    ...(takeBack ? (['take-back'] as const) : []),
    'remove-record',
    'remove-secrets',
    'stop-engine',
    'remove-program',
    ...(removeData ? (['remove-data'] as const) : []),
  ];
}
