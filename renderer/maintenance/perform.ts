/** Does what the machine asks for: one call of the api per effect, its answer sent back as an event. */
import type { Api } from '../api.ts';
import type { Effect, MaintenanceEvent } from './events.ts';
import type { PasswordName } from './state.ts';

export interface Performer {
  readonly api: Api;
  readonly send: (event: MaintenanceEvent) => void;
  readonly page: PageFields;
  readonly onReplace: (keepData: boolean) => void;
}

/** What the machine cannot hold or do: the password, and the focus. */
export interface PageFields {
  readonly password: () => string;
  readonly emptyPassword: () => void;
  readonly focusFirstWrong: () => void;
}

const reportName = 'exchange-connector-report.txt';

export async function perform(effect: Effect, performer: Performer): Promise<void> {
  const { api, send } = performer;
  switch (effect.kind) {
    case 'askInstalled':
      return send({ kind: 'installedRead', attempt: effect.attempt, result: await api.installed() });
    case 'storeSecret':
      return storeSecret(effect.attempt, effect.name, performer);
    case 'testNetwork':
      return send({ kind: 'networkTested', attempt: effect.attempt, result: await api.testNetwork(effect.argument) });
    case 'sendTestMail':
      return send({
        kind: 'mailTested',
        attempt: effect.attempt,
        result: await api.sendTestMail({ notification: effect.notification, way: null }),
      });
    case 'maintain':
      return send({ kind: 'actEnded', attempt: effect.attempt, result: await api.maintain(effect.act) });
    case 'acceptPlan':
      return send({ kind: 'planEnded', attempt: effect.attempt, result: await api.acceptPlan(effect.plan) });
    default:
      return tell(effect, performer);
  }
}

/** A password that the vault did not take stays in its field: nobody likes to type it again. */
async function storeSecret(attempt: number, name: PasswordName, { api, send, page }: Performer): Promise<void> {
  const result = await api.storeSecret(name, page.password());
  if (result.ok) page.emptyPassword();
  send({ kind: 'secretStored', attempt, result });
}

type Asking = 'askInstalled' | 'storeSecret' | 'testNetwork' | 'sendTestMail' | 'maintain' | 'acceptPlan';
type Telling = Exclude<Effect, { readonly kind: Asking }>;

async function tell(effect: Telling, { api, send, page, onReplace }: Performer): Promise<void> {
  switch (effect.kind) {
    case 'focusFirstWrong':
      return page.focusFirstWrong();
    case 'enterWizard':
      return onReplace(effect.keepData);
    case 'copyText':
      if ((await api.copyText(effect.text)).ok) send({ kind: 'copied' });
      return;
    case 'saveText': {
      const saved = await api.saveText({ name: reportName, text: effect.text });
      if (saved.ok && saved.value.isSaved) send({ kind: 'saved' });
      return;
    }
    default:
      await order(effect, api);
  }
}

type Ordering = Extract<Telling, { kind: 'cancelTestNetwork' | 'cancelTestMail' | 'cancelConnect' | 'setLanguage' | 'closeWindow' }>;

/** Calls whose answer changes nothing here: what they bring about arrives another way. */
async function order(effect: Ordering, api: Api): Promise<unknown> {
  switch (effect.kind) {
    case 'cancelTestNetwork':
      return api.cancelTestNetwork();
    case 'cancelTestMail':
      return api.cancelTestMail();
    case 'cancelConnect':
      return api.cancelConnect();
    case 'setLanguage':
      return api.setLanguage(effect.language);
    case 'closeWindow':
      return api.closeWindow();
    default:
      return effect satisfies never;
  }
}
