/** What one run of connecting is about: the answers, the secrets in memory, the engine to be used, and who listens. */
import type { Answers } from '../../shared/setup/answers.ts';
import type { EngineChoice } from './engine-choice.ts';
import type { Emit } from './setup-host.ts';

export interface ConnectPlan {
  /** Random name of this run; part of the names of what must not collide with an earlier one. */
  readonly id: string;
  readonly answers: Answers;
  readonly exchangePassword: string;
  /** Text of the account certificate file. */
  readonly accountCertificate: string;
  readonly engine: EngineChoice;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}
