/** The state that the wizard begins with: what main knows of an earlier set-up is filled in. */
import type { Snapshot } from '../../shared/ipc/contract.ts';
import { answersSchema, type TypedSecret } from '../../shared/setup/answers.ts';
import { notificationFormOf } from '../forms/notification-form.ts';
import { proxyFormOf } from '../forms/proxy-form.ts';
import { ownerOf } from './answers.ts';
import type { Forms, Given, Kept, WizardState } from './state.ts';

export function initialState(snapshot: Snapshot): WizardState {
  const forms = formsOf(snapshot.draft);
  return {
    version: snapshot.version,
    language: snapshot.language,
    rehearsal: snapshot.rehearsal,
    tenantId: snapshot.tenantId,
    forms,
    given: givenBy(snapshot.draft),
    typed: {},
    kept: { ...nothingKept, stored: storedFor(forms, snapshot.stored) },
    step: { kind: 'welcome' },
    isCancelAsked: false,
    isInstalled: false,
    said: null,
    attempts: 0,
  };
}

const nothingKept: Kept = {
  stored: {},
  storings: 0,
  hostChecks: null,
  network: null,
  mail: null,
  tenant: null,
  checks: null,
  preview: null,
};

/** Observing is the default, whatever was chosen before: enforcing is a decision of each time. */
function formsOf({ exchange, proxy, notification }: Snapshot['draft']): Forms {
  const isHosted = exchange.type === 'hosted';
  return {
    type: exchange.type ?? 'on-premises',
    server: isHosted ? '' : (exchange.server ?? ''),
    address: isHosted ? (exchange.server ?? '') : '',
    proxy: proxyFormOf(proxy ?? null),
    user: exchange.user ?? '',
    notification: notificationFormOf(notification ?? null),
    method: 'browser',
    mode: 'observe',
  };
}

function givenBy({ newBlockLimitPercent, keepData }: Snapshot['draft']): Given {
  const { shape } = answersSchema;
  return {
    newBlockLimitPercent: newBlockLimitPercent ?? shape.newBlockLimitPercent.parse(undefined),
    keepData: keepData ?? shape.keepData.parse(undefined),
  };
}

function storedFor(forms: Forms, names: readonly TypedSecret[]): Kept['stored'] {
  return Object.fromEntries(names.map((name) => [name, ownerOf({ forms }, name)]));
}
