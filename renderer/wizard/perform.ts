/** Does what the machine asks for: one call of the api per effect, its answer sent back as an event. */
import type { TypedSecret } from '../../shared/setup/answers.ts';
import type { Api } from '../api.ts';
import type { Effect, Stored, WizardEvent } from './events.ts';

export interface Performer {
  readonly api: Api;
  readonly send: (event: WizardEvent) => void;
  readonly page: PageFields;
}

/** What the machine cannot hold or do: the passwords, and the focus. */
export interface PageFields {
  readonly password: (name: TypedSecret) => string;
  readonly emptyPassword: (name: TypedSecret) => void;
  readonly focusFirstWrong: () => void;
}

type Kind = Effect['kind'];
type Of<K extends Kind> = Extract<Effect, { readonly kind: K }>;

export async function perform(effect: Effect, performer: Performer): Promise<void> {
  const { api, send, page } = performer;
  switch (effect.kind) {
    case 'storeSecrets':
      return send({ on: 'window', kind: 'stored', attempt: effect.attempt, results: await storeSecrets(effect.names, performer) });
    case 'focusFirstWrong':
      return page.focusFirstWrong();
    case 'copyText':
      return saidIf((await api.copyText(effect.text)).ok, 'copied', send);
    case 'saveText':
      return save(effect, performer);
    case 'judgePlace':
      return send({ on: 'done', kind: 'placeTold', result: await api.judgePlace() });
    case 'deleteAccountCertificate':
      return send({ on: 'done', kind: 'deleted', result: await api.deleteAccountCertificate() });
    case 'runHostChecks':
    case 'runChecks':
    case 'testNetwork':
    case 'sendTestMail':
    case 'signIn':
    case 'preview':
    case 'connect':
    case 'acceptPlan':
      return askAndWait(effect, performer);
    default:
      await tell(effect, api);
  }
}

async function save({ name, text }: Of<'saveText'>, { api, send }: Performer): Promise<void> {
  const result = await api.saveText({ name, text });
  saidIf(result.ok && result.value.isSaved, 'saved', send);
}

function saidIf(isDone: boolean, what: 'copied' | 'saved', send: Performer['send']): void {
  if (isDone) send({ on: 'window', kind: 'said', what });
}

/** A password that the vault did not take stays in its field: nobody likes to type it again. */
async function storeSecrets(names: readonly TypedSecret[], { api, page }: Performer): Promise<readonly Stored[]> {
  const results: Stored[] = [];
  for (const name of names) {
    const result = await api.storeSecret(name, page.password(name));
    if (result.ok) page.emptyPassword(name);
    results.push({ name, result });
  }
  return results;
}

type Asking = Of<'runHostChecks' | 'runChecks' | 'testNetwork' | 'sendTestMail' | 'signIn' | 'preview' | 'connect' | 'acceptPlan'>;

async function askAndWait(effect: Asking, { api, send }: Performer): Promise<void> {
  const { attempt } = effect;
  switch (effect.kind) {
    case 'runHostChecks':
      return send({ on: 'checks', kind: 'ended', attempt, result: await api.runHostChecks({ only: listed(effect.only) }) });
    case 'runChecks':
      return send({
        on: 'checks',
        kind: 'ended',
        attempt,
        result: await api.runChecks({ answers: effect.answers, only: listed(effect.only) }),
      });
    case 'testNetwork':
      return send({
        on: 'connection',
        kind: 'ended',
        attempt,
        result: await api.testNetwork({ proxy: effect.proxy, exchange: effect.exchange }),
      });
    case 'sendTestMail':
      return send({
        on: 'account',
        kind: 'ended',
        attempt,
        result: await api.sendTestMail({ notification: effect.notification, way: effect.way }),
      });
    case 'signIn':
      return send({ on: 'signIn', kind: 'ended', attempt, result: await api.signIn({ method: effect.method, proxy: effect.proxy }) });
    case 'preview':
      return send({ on: 'review', kind: 'ended', attempt, result: await api.preview(effect.answers) });
    case 'connect':
      return send({ on: 'connect', kind: 'ended', attempt, result: await api.connect(effect.answers) });
    case 'acceptPlan':
      return send({ on: 'connect', kind: 'ended', attempt, result: await api.acceptPlan(effect.plan) });
    default:
      effect satisfies never;
  }
}

function listed<T>(only: readonly T[] | null): T[] | null {
  return only === null ? null : [...only];
}

type Answerless = Exclude<
  Effect,
  Asking | Of<'storeSecrets' | 'focusFirstWrong' | 'copyText' | 'saveText' | 'judgePlace' | 'deleteAccountCertificate'>
>;

/** Calls whose answer changes nothing here: what they bring about arrives another way. */
async function tell(effect: Answerless, api: Api): Promise<void> {
  switch (effect.kind) {
    case 'setLanguage':
      await api.setLanguage(effect.language);
      return;
    case 'cancelSignIn':
    case 'cancelChecks':
    case 'cancelTestNetwork':
    case 'cancelTestMail':
    case 'cancelPreview':
    case 'cancelConnect':
    case 'openSignInPage':
    case 'closeWindow':
      await api[effect.kind]();
      return;
    default:
      effect satisfies never;
  }
}
