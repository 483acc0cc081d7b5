/** What one run is about, as data: whichever act it is, the steps read from here what they are to bring about. */
import type { Configuration } from '../../shared/config/configuration.ts';
import type { SecretName, ServiceIdentity, TypedSecret } from '../../shared/setup/answers.ts';
import type { EngineChoice } from './engine-choice.ts';
import type { Emit } from './setup-host.ts';

/** By name, in memory only: typed just now, or out of set-up's own vault. */
export type Secrets = Readonly<Partial<Record<SecretName | TypedSecret, string>>>;

export interface Run {
  /** Random name of this run; part of the names of what must not collide with an earlier one. */
  readonly id: string;
  readonly engine: EngineChoice;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

export interface Change {
  /** Fields of the configuration that are to be written; what is not named stays as it is. */
  readonly configuration: Partial<Configuration>;
  readonly secrets: Secrets;
  /** Text of the account certificate, to try the connection with; handed over only as a secret of this plan. */
  readonly accountCertificate: string | null;
  /** What the engine must have in its vault afterwards, whether it is handed over now or there already. */
  readonly needed: readonly SecretName[];
  /** What goes from the engine's vault. */
  readonly unneeded: readonly SecretName[];
  /** Identity of the service; null: as it is registered. Its password is the secret `service-password`. */
  readonly service: ServiceIdentity | null;
  /** Take over from another machine (W7). */
  readonly replace: boolean;
  /** False: decisions, journal and history of this machine's connector begin anew. */
  readonly keepData: boolean;
  /** Stop and start the engine although it is the one to be used. */
  readonly isRestart: boolean;
}

export interface Plan extends Run, Change {
  /** The engine has to run for this; it is started when it does not, and goes on running. */
  readonly needsEngine: boolean;
  /** Uninstall: data goes too; everything that was written to Exchange is taken back first. */
  readonly removeData: boolean;
  readonly takeBack: boolean;
}

const nothing: Omit<Plan, keyof Run> = {
  configuration: {},
  secrets: {},
  accountCertificate: null,
  needed: [],
  unneeded: [],
  service: null,
  replace: false,
  keepData: true,
  isRestart: false,
  needsEngine: false,
  removeData: false,
  takeBack: false,
};

export function planOf(run: Run, more: Partial<Omit<Plan, keyof Run>>): Plan {
  return { ...nothing, ...more, ...run };
}
