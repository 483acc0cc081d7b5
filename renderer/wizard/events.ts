/** What can happen to the wizard, page by page, and what it asks to be done. All plain data; none carries a secret. */
import type { CheckId, CheckResult } from '../../shared/checks.ts';
import type { Result } from '../../shared/result.ts';
import type { Answers, ExchangeType, Language, Mode, Notification, ProxyChoice, TypedSecret } from '../../shared/setup/answers.ts';
import type { Hop, MailLine, Preview, SignInLine, SignInMethod } from '../../shared/setup/engine-verbs.ts';
import type { ConnectOutcome, SetupEvent } from '../../shared/setup/progress.ts';
import type { Place } from '../../shared/setup/set-up-folder.ts';
import type { SyncProgress } from '../../shared/sync-report.ts';
import type { NotificationForm } from '../forms/notification-form.ts';
import type { ProxyField, ProxyForm } from '../forms/proxy-form.ts';
import type { Attempt, Given, Page } from './state.ts';

/** The answer to the call with this number. */
interface Ended<T> {
  readonly kind: 'ended';
  readonly attempt: Attempt;
  readonly result: Result<T>;
}

export type ExchangeEvent = { readonly on: 'exchange' } & (
  | { readonly kind: 'typeChosen'; readonly type: ExchangeType }
  | { readonly kind: 'serverTyped'; readonly server: string }
  /** The focus went elsewhere: what was typed is looked at. */
  | { readonly kind: 'serverLeft' }
);

export type ConnectionEvent = { readonly on: 'connection' } & (
  | { readonly kind: 'changed'; readonly changes: Partial<ProxyForm> }
  | { readonly kind: 'left'; readonly field: ProxyField }
  | { readonly kind: 'testAsked' }
  | { readonly kind: 'testCancelled' }
  | { readonly kind: 'told'; readonly hop: Hop }
  | Ended<readonly Hop[]>
);

export type AccountEvent = { readonly on: 'account' } & (
  | { readonly kind: 'userTyped'; readonly user: string }
  | { readonly kind: 'notificationChanged'; readonly changes: Partial<NotificationForm> }
  | { readonly kind: 'left'; readonly field: 'user' | 'password' | 'address' | 'mailPassword' }
  | { readonly kind: 'testAsked' }
  | { readonly kind: 'testCancelled' }
  | Ended<MailLine>
);

export type SignInEvent = { readonly on: 'signIn' } & (
  | { readonly kind: 'methodChosen'; readonly method: SignInMethod }
  | { readonly kind: 'otherAccountAsked' }
  | { readonly kind: 'pageAsked' }
  | { readonly kind: 'told'; readonly line: SignInLine }
  | Ended<SignInLine>
);

/** Of either list of checks. */
export type ChecksEvent = { readonly on: 'checks' } & ({ readonly kind: 'againAsked' } | Ended<readonly CheckResult[]>);

export type ReviewEvent = { readonly on: 'review' } & (
  | { readonly kind: 'modeChosen'; readonly mode: Mode }
  | { readonly kind: 'previewAsked' }
  | { readonly kind: 'told'; readonly progress: SyncProgress }
  | Ended<Preview>
);

export type ConnectEvent = { readonly on: 'connect' } & (
  | { readonly kind: 'told'; readonly event: SetupEvent }
  | { readonly kind: 'replaceAccepted' }
  | { readonly kind: 'planAccepted' }
  | Ended<ConnectOutcome>
);

export type DoneEvent = { readonly on: 'done' } & (
  | { readonly kind: 'placeTold'; readonly result: Result<Place> }
  | { readonly kind: 'deletionChosen'; readonly isChosen: boolean }
  | { readonly kind: 'deleted'; readonly result: Result<unknown> }
);

export type WindowEvent = { readonly on: 'window' } /** The page's main act. */ & (
  | { readonly kind: 'next' }
  | { readonly kind: 'back' }
  | { readonly kind: 'goTo'; readonly page: Page }
  | { readonly kind: 'passwordTyped'; readonly name: TypedSecret; readonly length: number }
  | { readonly kind: 'stored'; readonly attempt: Attempt; readonly results: readonly Stored[] }
  | { readonly kind: 'cancelAsked' }
  | { readonly kind: 'cancelDismissed' }
  | { readonly kind: 'cancelConfirmed' }
  | { readonly kind: 'languageChosen'; readonly language: Language }
  | { readonly kind: 'copyAsked'; readonly text: string }
  | { readonly kind: 'saveAsked'; readonly name: string; readonly text: string }
  | { readonly kind: 'said'; readonly what: 'copied' | 'saved' }
);

export interface Stored {
  readonly name: TypedSecret;
  readonly result: Result<unknown>;
}

export type WizardEvent =
  | ExchangeEvent
  | ConnectionEvent
  | AccountEvent
  | SignInEvent
  | ChecksEvent
  | ReviewEvent
  | ConnectEvent
  | DoneEvent
  | WindowEvent;

export type Effect =
  /** Hands these passwords to main, one after the other, and empties the field of each that is stored. */
  | { readonly kind: 'storeSecrets'; readonly attempt: Attempt; readonly names: readonly TypedSecret[] }
  | { readonly kind: 'focusFirstWrong' }
  | { readonly kind: 'runHostChecks'; readonly attempt: Attempt; readonly only: readonly CheckId[] | null }
  | { readonly kind: 'testNetwork'; readonly attempt: Attempt; readonly proxy: ProxyChoice; readonly exchange: Asked | null }
  | { readonly kind: 'cancelTestNetwork' }
  | { readonly kind: 'sendTestMail'; readonly attempt: Attempt; readonly notification: Notification; readonly way: MailWay }
  | { readonly kind: 'cancelTestMail' }
  | { readonly kind: 'signIn'; readonly attempt: Attempt; readonly method: SignInMethod; readonly proxy: ProxyChoice }
  | { readonly kind: 'cancelSignIn' }
  | { readonly kind: 'openSignInPage' }
  | { readonly kind: 'runChecks'; readonly attempt: Attempt; readonly answers: AnswersToSend; readonly only: readonly CheckId[] | null }
  | { readonly kind: 'cancelChecks' }
  | { readonly kind: 'preview'; readonly attempt: Attempt; readonly answers: AnswersToSend }
  | { readonly kind: 'cancelPreview' }
  | { readonly kind: 'connect'; readonly attempt: Attempt; readonly answers: AnswersToSend }
  | { readonly kind: 'cancelConnect' }
  | { readonly kind: 'acceptPlan'; readonly attempt: Attempt; readonly plan: string }
  | { readonly kind: 'judgePlace' }
  | { readonly kind: 'deleteAccountCertificate' }
  | { readonly kind: 'copyText'; readonly text: string }
  | { readonly kind: 'saveText'; readonly name: string; readonly text: string }
  | { readonly kind: 'setLanguage'; readonly language: Language }
  | { readonly kind: 'closeWindow' };

type Asked = Pick<Answers['exchange'], 'type' | 'server'>;
/** Only a hosted Exchange is reached through the proxy. */
interface MailWay {
  readonly proxy: ProxyChoice;
  readonly type: ExchangeType;
}

/** The limit of new blocks and what happens to old data come from what is installed already, the service's identity is left to its default. */
export type AnswersToSend = Pick<Answers, 'exchange' | 'proxy' | 'notification' | 'mode' | 'replace' | 'language' | keyof Given>;
