/**
 * Kills PowerShell, Exchange's endpoint or the engine's own Node at a random moment of a synchronization, over and over. After each kill
 * nothing that was started may be left, and Exchange never counts more shells than it allows one user.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { type EngineProcess, type EngineStage, personalLists, raiseEngineStage, until } from '../../builders/engine-stage.ts';
import { processesOfRehearsal, type SeenProcess } from '../../builders/seen-processes.ts';
import { expectedEntries } from '../../simulators/exchange/expectation.ts';
import { standardLimits } from '../../simulators/exchange/limits.ts';
import { faultSchema } from '../../simulators/faults.ts';
import { createRandom, type Random } from '../../simulators/world/random.ts';

export const victims = ['powershell', 'endpoint', 'engine'] as const;
export type Victim = (typeof victims)[number];

export interface Kill {
  readonly victim: Victim;
  /** Milliseconds for which the victim lived on. */
  readonly after: number;
  /** False when the victim was gone before the moment came. */
  readonly struck: boolean;
  /** Shells that Exchange counts once everything has settled. */
  readonly shells: number;
  /** What is wrong after it, in words; empty when nothing is. */
  readonly wrong: readonly string[];
}

/** Milliseconds for which a victim is left alive at most: about as long as a synchronization of this organization lasts after it came. */
const longest = 2_500;
/** A victim that was gone before its moment came is waited for anew, each time for half as long. */
const tries = 5;

export class KillMarathon {
  readonly #random: Random;
  readonly #stage: EngineStage;
  #engine: EngineProcess | null = null;

  private constructor(stage: EngineStage, seed: number) {
    this.#stage = stage;
    this.#random = createRandom(seed);
  }

  static async raise(seed: number): Promise<KillMarathon> {
    return new KillMarathon(await raiseEngineStage({ devices: 12, seed: 1 + (seed % 1000) }), seed);
  }

  /** Synchronizes until the victim was struck, so that victims with short lives are hit as often as the others. */
  async kill(victim: Victim): Promise<Kill> {
    let after = this.#random.below(longest);
    for (let left = tries; ; left -= 1) {
      const kill = await this.#killOnce(victim, after);
      if (kill.struck || left === 1 || kill.wrong.length > 0) return kill;
      after = Math.floor(after / 2);
    }
  }

  async #killOnce(victim: Victim, after: number): Promise<Kill> {
    const engine = await this.#running();
    this.#disturbCompliance();
    this.#stage.rehearsal.exchange.faults.add(
      faultSchema.parse({ side: 'exchange', match: 'CASMailbox', count: null, effect: { kind: 'latency', milliseconds: 60 } }),
    );
    const run = engine.connection.call('syncFull', {}).catch((error: unknown) => error);
    // On a busy machine it may take long until there is anything to kill.
    await until(() => this.#find(victim) !== undefined, `a running ${victim}`);
    await wait(after);
    const struck = this.#strike(victim);
    if (struck && victim === 'engine') await this.#engineIsGone(engine);
    await run;
    this.#stage.rehearsal.exchange.faults.clear();
    const wrong = await this.#leftBehind();
    return { victim, after, struck, shells: this.#stage.rehearsal.exchange.sessions(), wrong: [...wrong, ...this.#overspent()] };
  }

  /** A last synchronization that nobody disturbs; what is wrong after it, in words. */
  async finish(): Promise<readonly string[]> {
    const engine = await this.#running();
    const report = await engine.connection.call('syncFull', {});
    const { organization, exchange } = this.#stage.rehearsal;
    const expected = [...expectedEntries(organization, exchange.state.foreignEntries)].map(([guid, lists]) =>
      JSON.stringify([guid, lists]),
    );
    const actual = [...personalLists(this.#stage)].map(([guid, lists]) => JSON.stringify([guid, lists]));
    return [
      ...(report.outcome === 'ok' ? [] : [`the last synchronization: ${report.outcome} ${report.error?.code ?? ''}`]),
      ...(actual.toSorted().join() === expected.toSorted().join() ? [] : ['Exchange is not as decided']),
    ];
  }

  async end(): Promise<void> {
    await this.#stage.stop();
    await until(() => this.#alive().length === 0, 'the end of everything that was started');
  }

  /** So that there is something to write. */
  #disturbCompliance(): void {
    const { organization } = this.#stage.rehearsal;
    for (const { index, enrolment } of organization.phones()) {
      const complianceState = this.#random.pick(['compliant', 'noncompliant']);
      if (enrolment !== null) organization.setEnrolment(index, { complianceState });
    }
  }

  async #running(): Promise<EngineProcess> {
    this.#engine ??= await this.#stage.start();
    return this.#engine;
  }

  async #engineIsGone(engine: EngineProcess): Promise<void> {
    await engine.ended;
    this.#engine = null;
  }

  #strike(victim: Victim): boolean {
    const target = this.#find(victim);
    if (target === undefined) return false;
    try {
      process.kill(target.pid, 'SIGKILL');
      return true;
    } catch {
      return false;
    }
  }

  #find(victim: Victim): SeenProcess | undefined {
    return this.#alive().find((seen) => isVictim(seen, victim));
  }

  #alive(): readonly SeenProcess[] {
    return processesOfRehearsal(this.#stage.rehearsal.exchange.url);
  }

  async #leftBehind(): Promise<readonly string[]> {
    const strays = () => this.#alive().filter((seen) => !isVictim(seen, 'engine'));
    try {
      await until(() => strays().length === 0, 'the end of PowerShell');
      return [];
    } catch {
      return strays().map(({ pid, command }) => `orphan ${pid}: ${command.replaceAll('\0', ' ')}`);
    }
  }

  #overspent(): readonly string[] {
    const shells = this.#stage.rehearsal.exchange.sessions();
    return shells > standardLimits.shells ? [`${shells} shells`] : [];
  }
}

function isVictim({ command }: SeenProcess, victim: Victim): boolean {
  const words = command.split('\0');
  if (victim === 'engine') return words.some((word) => word.endsWith('engine/main.ts'));
  const isPowershell = /powershell|pwsh/i.test(words[0] ?? '');
  return isPowershell && words.includes('-s') === (victim === 'endpoint');
}
