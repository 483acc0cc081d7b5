/**
 * What the maintenance window knows. A union of steps like the wizard's: each owns its fields, its error and its busy flag.
 * Plain data, no secret: of a password stands here at most for whom somebody has one.
 */
import type { AppError } from '../../shared/errors.ts';
import type { Language, Mode } from '../../shared/setup/answers.ts';
import type { Hop } from '../../shared/setup/engine-verbs.ts';
import type { Installed, MaintenanceOutcome, MaintenanceVerb } from '../../shared/setup/maintenance.ts';
import type { GuardFinding, SyncReport } from '../../shared/sync-report.ts';
import type { AccountProblems } from '../forms/account-form.ts';
import type { NotificationForm, NotificationProblems } from '../forms/notification-form.ts';
import type { ProxyForm, ProxyProblems } from '../forms/proxy-form.ts';
import type { Run } from '../run.ts';

/** A long call has a number; an answer with another number is late and is ignored. */
export type Attempt = number;

/** What home offers: the acts of I5, and the word that a held synchronization waits for. */
export type ActPage = MaintenanceVerb | 'replace' | 'accept-plan';

/** Passwords that are typed here, by their name in the contract. */
export type PasswordName = 'exchange-password' | 'proxy-password' | 'notification-password';
/** For which account somebody has the password; null: for none. */
export type PasswordOwners = Readonly<Record<PasswordName, string | null>>;

/** What is being done before the act itself: the password is put away, or the way out or the mailbox is tried. */
export interface FormBusy {
  readonly attempt: Attempt;
  readonly what: 'store' | 'test';
  /** What comes once the password is stored. */
  readonly next: 'test' | 'act';
}

export interface HomeStep {
  readonly kind: 'home';
  readonly busy: Attempt | null;
  readonly error: AppError | null;
}

export interface ProxyStep {
  readonly kind: 'edit-proxy';
  readonly form: ProxyForm;
  readonly problems: ProxyProblems;
  readonly busy: FormBusy | null;
  /** Stations of the last test; empty when it has not run for what is typed now. */
  readonly hops: readonly Hop[];
  readonly error: AppError | null;
}

export interface CredentialsStep {
  readonly kind: 'change-credentials';
  readonly user: string;
  readonly problems: AccountProblems;
  readonly busy: FormBusy | null;
  readonly error: AppError | null;
}

export interface NotificationStep {
  readonly kind: 'change-notification';
  readonly form: NotificationForm;
  readonly problems: NotificationProblems;
  readonly busy: FormBusy | null;
  /** Where the test mail went; null when none was sent for what is typed now. */
  readonly sentTo: string | null;
  readonly error: AppError | null;
}

export interface ModeStep {
  readonly kind: 'change-mode';
  /** To change to. */
  readonly mode: Mode;
}

/** Nothing to fill in. */
export interface PlainStep {
  readonly kind: 'repair' | 'upgrade';
}

export interface ReplaceStep {
  readonly kind: 'replace';
  readonly keepData: boolean;
}

export interface UninstallStep {
  readonly kind: 'uninstall';
  readonly removeData: boolean;
  readonly takeBack: boolean;
}

export interface AcceptStep {
  readonly kind: 'accept-plan';
  readonly finding: GuardFinding;
}

export type FormStep = ProxyStep | CredentialsStep | NotificationStep | ModeStep | PlainStep | ReplaceStep | UninstallStep | AcceptStep;

export interface WorkStep {
  readonly kind: 'work';
  readonly page: ActPage;
  readonly phase: 'running' | 'cancelling';
  readonly busy: Attempt;
  readonly run: Run;
  /** The page it was asked on. */
  readonly form: FormStep;
}

export interface EndStep {
  readonly kind: 'end';
  readonly page: ActPage;
  readonly outcome:
    | Exclude<MaintenanceOutcome, { readonly kind: 'cancelled' }>
    | { readonly kind: 'synchronized'; readonly report: SyncReport };
  readonly run: Run;
}

export interface FailedStep {
  readonly kind: 'failed';
  readonly page: ActPage;
  readonly error: AppError;
  readonly run: Run;
  readonly form: FormStep;
}

export type Step = HomeStep | FormStep | WorkStep | EndStep | FailedStep;
export type StepOf<K extends Step['kind']> = Extract<Step, { readonly kind: K }>;

export interface MaintenanceState {
  readonly version: string;
  readonly language: Language;
  readonly rehearsal: boolean;
  readonly installed: Installed;
  /** Passwords in the administrator's vault: set-up can use them for a test. */
  readonly mainHas: PasswordOwners;
  readonly step: Step;
  readonly isLeaveAsked: boolean;
  /** The act of this page was begun, and undone on request. */
  readonly wasCancelled: boolean;
  readonly isCopied: boolean;
  readonly isSaved: boolean;
  readonly attempts: Attempt;
}
