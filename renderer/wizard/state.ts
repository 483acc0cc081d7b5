/**
 * What the wizard knows. A union of steps: each owns its fields, its error and its busy flag. Plain data, no DOM, no secret:
 * a password exists only in its input field until it is handed to main; here stands at most for whom one is stored.
 */
import type { CheckResult } from '../../shared/checks.ts';
import type { AppError } from '../../shared/errors.ts';
import type { MessageKey } from '../../shared/i18n/translate.ts';
import type { ExchangeType, Language } from '../../shared/setup/answers.ts';
import type { ExistingConnector, TenantFacts } from '../../shared/setup/engine-verbs.ts';
import type { SetupStep } from '../../shared/setup/progress.ts';
import type { GuardFinding, SyncProgress, SyncReport } from '../../shared/sync-report.ts';

/** A wrong field: the sentence, and the value that was probably meant. */
export interface FieldProblem {
  readonly key: MessageKey;
  readonly suggestion: string | null;
}

/** The pages of the rail, in order. Replace, held and failed belong to `connect`. */
export const pages = ['welcome', 'exchange', 'account', 'signIn', 'checks', 'connect', 'done'] as const;
export type Page = (typeof pages)[number];

/** A long call has a number; an answer with another number is late and is ignored. */
export type Attempt = number;

export interface WelcomeStep {
  readonly kind: 'welcome';
}

export interface ExchangeStep {
  readonly kind: 'exchange';
  readonly type: ExchangeType;
  readonly server: string;
  readonly problem: FieldProblem | null;
}

export interface AccountStep {
  readonly kind: 'account';
  readonly user: string;
  readonly userProblem: FieldProblem | null;
  readonly passwordProblem: FieldProblem | null;
  readonly busy: Attempt | null;
  readonly error: AppError | null;
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
  readonly tenant: TenantFacts | null;
  readonly error: AppError | null;
}

export interface ChecksStep {
  readonly kind: 'checks';
  readonly busy: Attempt | null;
  readonly results: readonly CheckResult[];
  readonly error: AppError | null;
}

export type StepState = 'running' | 'done' | 'undone' | 'failed';

/** One named step of connecting as far as main told about it. */
export interface StepProgress {
  readonly step: SetupStep;
  readonly state: StepState;
  readonly seconds: number | null;
  readonly sync: SyncProgress | null;
}

export interface LogLine {
  readonly number: number;
  /** ISO time, where the event had one. */
  readonly at: string | null;
  readonly step: SetupStep;
  readonly state: StepState;
  readonly code: string | null;
}

export interface Run {
  readonly steps: readonly StepProgress[];
  readonly log: readonly LogLine[];
}

export interface ConnectStep {
  readonly kind: 'connect';
  readonly phase: 'review' | 'running' | 'cancelling';
  readonly busy: Attempt | null;
  readonly wasCancelled: boolean;
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
}

export interface FailedStep {
  readonly kind: 'failed';
  readonly error: AppError;
  /** The page that can mend it. */
  readonly mend: Page;
  readonly run: Run;
}

export type Step =
  | WelcomeStep
  | ExchangeStep
  | AccountStep
  | SignInStep
  | ChecksStep
  | ConnectStep
  | ReplaceStep
  | HeldStep
  | DoneStep
  | FailedStep;
export type StepOf<K extends Step['kind']> = Extract<Step, { readonly kind: K }>;

/** What was typed and learned, kept while one goes back and forth. */
export interface Kept {
  readonly type: ExchangeType;
  readonly server: string;
  readonly user: string;
  /** The account whose password main has, or null. */
  readonly passwordFor: string | null;
  readonly tenant: TenantFacts | null;
  /** The last complete list for exactly these answers, or null when it must be asked again. */
  readonly checks: readonly CheckResult[] | null;
}

export interface WizardState {
  readonly version: string;
  readonly language: Language;
  readonly rehearsal: boolean;
  readonly tenantId: string | null;
  readonly kept: Kept;
  readonly step: Step;
  readonly isCancelAsked: boolean;
  /** The connector stays on this computer, however the wizard is left. */
  readonly isInstalled: boolean;
  readonly isCopied: boolean;
  readonly attempts: Attempt;
}

export function isStep<K extends Step['kind']>(step: Step, kind: K): step is StepOf<K> {
  return step.kind === kind;
}

export const noRun: Run = { steps: [], log: [] };
