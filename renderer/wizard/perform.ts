/** Does what the machine asks for: one call of the api per effect, its answer sent back as an event. */
import type { Api } from '../api.ts';
import type { Effect, WizardEvent } from './events.ts';

export interface Performer {
  readonly api: Api;
  readonly send: (event: WizardEvent) => void;
  /** Reads the password field once and empties it. */
  readonly takePassword: () => string;
}

export async function perform(effect: Effect, { api, send, takePassword }: Performer): Promise<void> {
  switch (effect.kind) {
    case 'storePassword':
      return send({ kind: 'passwordStored', attempt: effect.attempt, result: await api.storePassword(takePassword()) });
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

type Answerless = Extract<Effect, { kind: 'cancelSignIn' | 'openSignInPage' | 'cancelConnect' | 'setLanguage' | 'closeWindow' }>;

/** Calls whose answer changes nothing here: what they bring about arrives another way. */
async function tell(effect: Answerless, api: Api): Promise<void> {
  switch (effect.kind) {
    case 'cancelSignIn':
      await api.cancelSignIn();
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
