/**
 * What the wizard knows. What is typed stands in `forms` from beginning to end, so that no way of leaving a page can lose it; a step of the
 * union owns what its page is doing. Plain data, no DOM, no secret: a password exists only in its input field until it is handed to
 * main; here stand at most its length while it is typed, and for whom one is stored.
 */
import type { CheckId, CheckResult } from '../../shared/checks.ts';
import type { AppError } from '../../shared/errors.ts';
import type { ExchangeType, Language, Mode, TypedSecret } from '../../shared/setup/answers.ts';
import type { ExistingConnector, Hop, MailLine, Preview, SignInMethod, TenantFacts } from '../../shared/setup/engine-verbs.ts';
import type { Place } from '../../shared/setup/set-up-folder.ts';
import type { GuardFinding, SyncProgress, SyncReport } from '../../shared/sync-report.ts';
import type { AccountProblems } from '../forms/account-form.ts';
import type { NotificationForm, NotificationProblems } from '../forms/notification-form.ts';
import type { ProxyForm, ProxyProblems } from '../forms/proxy-form.ts';
import type { FieldProblem } from '../forms/validation.ts';
import type { Run } from '../run.ts';

/** The pages of the rail, in order. Connecting, replace, held and failed belong to `review`. */
export const pages = ['welcome', 'server', 'exchange', 'connection', 'account', 'signIn', 'checks', 'review', 'done'] as const;
export type Page = (typeof pages)[number];

/** A long call has a number; an answer with another number is late and is ignored. */
export type Attempt = number;

export interface WelcomeStep {
  readonly kind: 'welcome';
}

/** A list of checks: of this computer (`server`), or of Exchange and Intune by the staged engine (`checks`). */
export interface ListStep<K extends 'server' | 'checks'> {
  readonly kind: K;
  readonly busy: Attempt | null;
  /** Rows as they stand on the page, with or without a result; it changes only when a run ends. */
  readonly order: readonly CheckId[];
  readonly results: readonly CheckResult[];
  readonly error: AppError | null;
}
export type ServerStep = ListStep<'server'>;
export type ChecksStep = ListStep<'checks'>;

export interface ExchangeStep {
  readonly kind: 'exchange';
  readonly problem: FieldProblem | null;
}

/** Typed passwords are on their way to main; afterwards the wizard goes to a page, or the page's test begins. */
export interface Storing {
  readonly attempt: Attempt;
  readonly goal: Page | 'test';
}

export interface NetworkTest {
  readonly busy: Attempt | null;
  readonly hops: readonly Hop[];
  readonly error: AppError | null;
}

export interface ConnectionStep {
  readonly kind: 'connection';
  readonly problems: ProxyProblems;
  readonly storing: Storing | null;
  readonly error: AppError | null;
  readonly test: NetworkTest;
}

export interface MailTest {
  readonly busy: Attempt | null;
  readonly sent: Extract<MailLine, { kind: 'sent' }> | null;
  readonly error: AppError | null;
}

export interface AccountStep {
  readonly kind: 'account';
  readonly problems: AccountProblems;
  readonly notification: NotificationProblems;
  readonly storing: Storing | null;
  readonly error: AppError | null;
  readonly mail: MailTest;
}

export interface DeviceCode {
  readonly userCode: string;
  readonly verificationUri: string;
  readonly expiresInSeconds: number;
}

export interface SignInStep {
  readonly kind: 'signIn';
  readonly busy: Attempt | null;
  readonly code: DeviceCode | null;
  /** The browser was sent to the sign-in page, and the answer is awaited. */
  readonly isBrowserOpen: boolean;
  readonly tenant: TenantFacts | null;
  readonly error: AppError | null;
}

export interface PreviewRun {
  readonly busy: Attempt | null;
  readonly progress: SyncProgress | null;
  readonly preview: Preview | null;
  readonly error: AppError | null;
}

export interface ReviewStep {
  readonly kind: 'review';
  readonly wasCancelled: boolean;
  readonly run: PreviewRun;
}

export interface ConnectStep {
  readonly kind: 'connect';
  readonly phase: 'running' | 'cancelling';
  readonly busy: Attempt;
  /** The connector is installed already, and the synchronization that was held goes on: nothing will be undone. */
  readonly isAccepting: boolean;
  readonly run: Run;
}

export interface ReplaceStep {
  readonly kind: 'replace';
  readonly existing: ExistingConnector;
}

export interface HeldStep {
  readonly kind: 'held';
  readonly finding: GuardFinding;
  readonly run: Run;
}

export interface DoneStep {
  readonly kind: 'done';
  /** Null when the administrator left the first synchronization held. */
  readonly report: SyncReport | null;
  /** P3: null until it is known who else can get at the folder of set-up. */
  readonly place: Place | null;
  /** Whether the account certificate is to be deleted when the wizard ends. */
  readonly isDeletionChosen: boolean;
  readonly deletion: 'none' | 'running' | 'gone';
  readonly error: AppError | null;
}

export interface FailedStep {
  readonly kind: 'failed';
  readonly error: AppError;
  /** The page that can mend it. */
  readonly mend: Page;
  readonly run: Run;
  /** As they last were, for the report. */
  readonly checks: readonly CheckResult[];
}

export type Step =
  | WelcomeStep
  | ServerStep
  | ExchangeStep
  | ConnectionStep
  | AccountStep
  | SignInStep
  | ChecksStep
  | ReviewStep
  | ConnectStep
  | ReplaceStep
  | HeldStep
  | DoneStep
  | FailedStep;
export type StepOf<K extends Step['kind']> = Extract<Step, { readonly kind: K }>;

/** Everything typed and chosen, as it stands in the fields. */
export interface Forms {
  readonly type: ExchangeType;
  /** Name of the Client Access Server, for on-premises and dedicated. */
  readonly server: string;
  /** Address of a hosted server. */
  readonly address: string;
  readonly proxy: ProxyForm;
  readonly user: string;
  readonly notification: NotificationForm;
  readonly method: SignInMethod;
  readonly mode: Mode;
}

/** Not asked for on any page: what the installed connector has, where there is one, and whether its data is to be kept. */
export interface Given {
  readonly newBlockLimitPercent: number;
  readonly keepData: boolean;
}

/** Something learned by asking, and the answers that it holds for. */
export interface Learned<T> {
  readonly key: string;
  readonly value: T;
}

export interface Kept {
  /** For whom main has which password; '' stands for whoever is entered next. */
  readonly stored: Readonly<Partial<Record<TypedSecret, string>>>;
  /** How often a password was stored: another password makes worthless what was learned with the one before. */
  readonly storings: number;
  readonly hostChecks: readonly CheckResult[] | null;
  readonly network: Learned<readonly Hop[]> | null;
  readonly mail: Learned<Extract<MailLine, { kind: 'sent' }>> | null;
  readonly tenant: TenantFacts | null;
  readonly checks: Learned<readonly CheckResult[]> | null;
  readonly preview: Learned<Preview> | null;
}

export interface WizardState {
  readonly version: string;
  readonly language: Language;
  readonly rehearsal: boolean;
  readonly tenantId: string | null;
  readonly forms: Forms;
  readonly given: Given;
  /** Lengths of the passwords that stand in fields of the present page and are not stored yet. */
  readonly typed: Readonly<Partial<Record<TypedSecret, number>>>;
  readonly kept: Kept;
  readonly step: Step;
  readonly isCancelAsked: boolean;
  /** The connector stays on this computer, however the wizard is left. */
  readonly isInstalled: boolean;
  /** What was last copied or saved, until the next act. */
  readonly said: 'copied' | 'saved' | null;
  readonly attempts: Attempt;
}

export function isStep<K extends Step['kind']>(step: Step, kind: K): step is StepOf<K> {
  return step.kind === kind;
}
