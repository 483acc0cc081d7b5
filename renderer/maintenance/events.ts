/** What can happen in maintenance, and what it asks to be done. Both are plain data; neither carries a secret. */
import type { IpcArgument } from '../../shared/ipc/contract.ts';
import type { Result } from '../../shared/result.ts';
import type { Language, Notification } from '../../shared/setup/answers.ts';
import type { Hop, MailLine } from '../../shared/setup/engine-verbs.ts';
import type { Installed, MaintenanceAct, MaintenanceOutcome } from '../../shared/setup/maintenance.ts';
import type { ConnectOutcome, SetupEvent } from '../../shared/setup/progress.ts';
import type { AccountField } from '../forms/account-form.ts';
import type { NotificationField, NotificationForm } from '../forms/notification-form.ts';
import type { ProxyField, ProxyForm } from '../forms/proxy-form.ts';
import type { ActPage, Attempt, PasswordName } from './state.ts';

/** Of a password only its length is told. */
export type FieldEvent =
  | { readonly kind: 'proxyTyped'; readonly changes: Partial<ProxyForm> }
  | { readonly kind: 'proxyLeft'; readonly field: ProxyField; readonly passwordLength: number }
  | { readonly kind: 'userTyped'; readonly user: string }
  | { readonly kind: 'accountLeft'; readonly field: AccountField; readonly passwordLength: number }
  | { readonly kind: 'notificationTyped'; readonly changes: Partial<NotificationForm> }
  | { readonly kind: 'notificationLeft'; readonly field: NotificationField; readonly passwordLength: number }
  | { readonly kind: 'passwordTyped' }
  | { readonly kind: 'keepDataChosen'; readonly keepData: boolean }
  | { readonly kind: 'removalChosen'; readonly removeData: boolean; readonly takeBack: boolean };

/** What main tells, and its answers. */
export type AnswerEvent =
  | { readonly kind: 'installedRead'; readonly attempt: Attempt; readonly result: Result<Installed | null> }
  | { readonly kind: 'secretStored'; readonly attempt: Attempt; readonly result: Result<unknown> }
  | { readonly kind: 'hopTold'; readonly hop: Hop }
  | { readonly kind: 'networkTested'; readonly attempt: Attempt; readonly result: Result<readonly Hop[]> }
  | { readonly kind: 'mailTested'; readonly attempt: Attempt; readonly result: Result<MailLine> }
  | { readonly kind: 'setupTold'; readonly event: SetupEvent }
  | { readonly kind: 'actEnded'; readonly attempt: Attempt; readonly result: Result<MaintenanceOutcome> }
  | { readonly kind: 'planEnded'; readonly attempt: Attempt; readonly result: Result<ConnectOutcome> };

export type MovingEvent =
  | { readonly kind: 'pageChosen'; readonly page: ActPage }
  | { readonly kind: 'homeChosen' }
  /** The page's main act. */
  | { readonly kind: 'main'; readonly passwordLength: number }
  /** The page's dangerous act, which is never the main one. */
  | { readonly kind: 'dangerAccepted' }
  | { readonly kind: 'testAsked'; readonly passwordLength: number }
  | { readonly kind: 'testStopped' }
  | { readonly kind: 'cancelAsked' }
  | { readonly kind: 'cancelDismissed' }
  | { readonly kind: 'cancelConfirmed' }
  /** Some seconds have gone by, fewer while a synchronization runs. */
  | { readonly kind: 'timeToAsk' };

export type AroundEvent =
  | { readonly kind: 'languageChosen'; readonly language: Language }
  | { readonly kind: 'copyAsked'; readonly text: string }
  | { readonly kind: 'copied' }
  | { readonly kind: 'saveAsked'; readonly text: string }
  | { readonly kind: 'saved' };

export type MaintenanceEvent = FieldEvent | AnswerEvent | MovingEvent | AroundEvent;

export type Effect =
  | { readonly kind: 'askInstalled'; readonly attempt: Attempt }
  | { readonly kind: 'storeSecret'; readonly attempt: Attempt; readonly name: PasswordName }
  | { readonly kind: 'testNetwork'; readonly attempt: Attempt; readonly argument: IpcArgument<'testNetwork'> }
  | { readonly kind: 'cancelTestNetwork' }
  | { readonly kind: 'sendTestMail'; readonly attempt: Attempt; readonly notification: Notification }
  | { readonly kind: 'cancelTestMail' }
  | { readonly kind: 'maintain'; readonly attempt: Attempt; readonly act: MaintenanceAct }
  | { readonly kind: 'acceptPlan'; readonly attempt: Attempt; readonly plan: string }
  | { readonly kind: 'cancelConnect' }
  /** Into the wizard, which begins with what is configured now. */
  | { readonly kind: 'enterWizard'; readonly keepData: boolean }
  | { readonly kind: 'focusFirstWrong' }
  | { readonly kind: 'copyText'; readonly text: string }
  | { readonly kind: 'saveText'; readonly text: string }
  | { readonly kind: 'setLanguage'; readonly language: Language }
  | { readonly kind: 'closeWindow' };
