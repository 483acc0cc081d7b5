/** Does what the machine asks for: one call of the api per effect, its answer sent back as an event. */
import type { Api } from '../api.ts';
import type { Effect, WizardEvent } from './events.ts';

export interface Performer {
  readonly api: Api;
  readonly send: (event: WizardEvent) => void;
  readonly page: PageFields;
}

/** What the machine cannot hold or do: the password, and the focus. */
export interface PageFields {
  readonly password: () => string;
  readonly emptyPassword: () => void;
  readonly focusFirstWrong: () => void;
}

export async function perform(effect: Effect, { api, send, page }: Performer): Promise<void> {
  switch (effect.kind) {
    case 'storePassword':
      return storePassword(effect.attempt, { api, send, page });
    case 'focusFirstWrong':
      return page.focusFirstWrong();
    case 'signIn':
      return send({ kind: 'signInEnded', attempt: effect.attempt, result: await api.signIn() });
    case 'runChecks':
      return send({ kind: 'checksEnded', attempt: effect.attempt, result: await api.runChecks(effect.answers) });
    case 'connect':
      return send({ kind: 'connectEnded', attempt: effect.attempt, result: await api.connect(effect.answers) });
    case 'acceptPlan':
      return send({ kind: 'connectEnded', attempt: effect.attempt, result: await api.acceptPlan(effect.plan) });
    case 'copyText':
      if ((await api.copyText(effect.text)).ok) send({ kind: 'copied' });
      return;
    default:
      await tell(effect, api);
  }
}

/** A password that the vault did not take stays in its field: nobody likes to type it again. */
async function storePassword(attempt: number, { api, send, page }: Performer): Promise<void> {
  const result = await api.storePassword(page.password());
  if (result.ok) page.emptyPassword();
  send({ kind: 'passwordStored', attempt, result });
}

type Answerless = Extract<
  Effect,
  { kind: 'cancelSignIn' | 'cancelChecks' | 'openSignInPage' | 'cancelConnect' | 'setLanguage' | 'closeWindow' }
>;

/** Calls whose answer changes nothing here: what they bring about arrives another way. */
async function tell(effect: Answerless, api: Api): Promise<void> {
  switch (effect.kind) {
    case 'cancelSignIn':
      await api.cancelSignIn();
      return;
    case 'cancelChecks':
      await api.cancelChecks();
      return;
    case 'openSignInPage':
      await api.openSignInPage();
      return;
    case 'cancelConnect':
      await api.cancelConnect();
      return;
    case 'setLanguage':
      await api.setLanguage(effect.language);
      return;
    case 'closeWindow':
      await api.closeWindow();
      return;
    default:
      effect satisfies never;
  }
}
