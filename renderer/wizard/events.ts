/** What can happen to the wizard, and what it asks to be done. Both are plain data; neither carries a secret. */
import type { CheckResult } from '../../shared/checks.ts';
import type { Result } from '../../shared/result.ts';
import type { Answers, ExchangeType, Language } from '../../shared/setup/answers.ts';
import type { SignInLine } from '../../shared/setup/engine-verbs.ts';
import type { ConnectOutcome, SetupEvent } from '../../shared/setup/progress.ts';
import type { Attempt, Page } from './state.ts';

export type WizardEvent =
  | { readonly kind: 'typeChosen'; readonly type: ExchangeType }
  | { readonly kind: 'serverTyped'; readonly server: string }
  /** The focus went elsewhere: what was typed is looked at. */
  | { readonly kind: 'serverLeft' }
  | { readonly kind: 'userTyped'; readonly user: string }
  | { readonly kind: 'userLeft' }
  | { readonly kind: 'passwordTyped' }
  | { readonly kind: 'passwordLeft'; readonly passwordLength: number }
  /** The page's main act. Of the password only its length is told. */
  | { readonly kind: 'next'; readonly passwordLength: number }
  | { readonly kind: 'back' }
  | { readonly kind: 'goTo'; readonly page: Page }
  | { readonly kind: 'cancelAsked' }
  | { readonly kind: 'cancelDismissed' }
  | { readonly kind: 'cancelConfirmed' }
  | { readonly kind: 'languageChosen'; readonly language: Language }
  | { readonly kind: 'copyAsked'; readonly text: string }
  | { readonly kind: 'copied' }
  | { readonly kind: 'pageOpenAsked' }
  | { readonly kind: 'signInAgain' }
  | { readonly kind: 'checksAgain' }
  | { readonly kind: 'replaceAccepted' }
  | { readonly kind: 'planAccepted' }
  | { readonly kind: 'passwordStored'; readonly attempt: Attempt; readonly result: Result<unknown> }
  | { readonly kind: 'signInTold'; readonly line: SignInLine }
  | { readonly kind: 'signInEnded'; readonly attempt: Attempt; readonly result: Result<SignInLine> }
  | { readonly kind: 'setupTold'; readonly event: SetupEvent }
  | { readonly kind: 'checksEnded'; readonly attempt: Attempt; readonly result: Result<readonly CheckResult[]> }
  | { readonly kind: 'connectEnded'; readonly attempt: Attempt; readonly result: Result<ConnectOutcome> };

export type Effect =
  /** Hands the password to main and, once it is stored, empties its field. */
  | { readonly kind: 'storePassword'; readonly attempt: Attempt }
  | { readonly kind: 'focusFirstWrong' }
  | { readonly kind: 'signIn'; readonly attempt: Attempt }
  | { readonly kind: 'cancelSignIn' }
  | { readonly kind: 'openSignInPage' }
  | { readonly kind: 'runChecks'; readonly attempt: Attempt; readonly answers: AnswersToSend }
  | { readonly kind: 'cancelChecks' }
  | { readonly kind: 'connect'; readonly attempt: Attempt; readonly answers: AnswersToSend }
  | { readonly kind: 'cancelConnect' }
  | { readonly kind: 'acceptPlan'; readonly attempt: Attempt; readonly plan: string }
  | { readonly kind: 'copyText'; readonly text: string }
  | { readonly kind: 'setLanguage'; readonly language: Language }
  | { readonly kind: 'closeWindow' };

/** The limit of new blocks is left to its default. */
export type AnswersToSend = Pick<Answers, 'exchange' | 'replace' | 'language'>;
