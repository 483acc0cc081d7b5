/**
 * Seeded runs of the engine's synchronization against a rehearsal Exchange in which something goes wrong: real runner, store, choice of
 * servers, gateway and PowerShell over the real script; only Intune is a stand-in. After each synchronization nobody else's entry has
 * changed, nothing was written that was not decided or a second time, and no shell is left; after the last one, which nothing disturbs,
 * Exchange is as decided. What was decided is worked out without the engine (simulators/exchange/expectation.ts).
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { SyncReport } from '../../../shared/sync-report.ts';
import { expectedEntries, type PersonalLists } from '../../simulators/exchange/expectation.ts';
import { generateWorld } from '../../simulators/world/generate.ts';
import { Organization } from '../../simulators/world/organization.ts';
import { createRandom, type Random } from '../../simulators/world/random.ts';
import { type RunEngine, startEngine } from './engine.ts';
import {
  canMislead,
  drawEdit,
  drawHazards,
  drawKind,
  type Hazards,
  isCompeting,
  mutate,
  password,
  type RunKind,
  silent,
} from './hazards.ts';
import { type House, isOpeningHit, openHouse } from './house.ts';
import { Ledger, type List, lists, type Scene } from './ledger.ts';

export interface RunOutcome {
  readonly seed: number;
  readonly kind: RunKind;
  /** How each synchronization ended, the last one without hazards too. */
  readonly ends: readonly string[];
  /** Sessions that were opened for real. */
  readonly opened: number;
  /** Faults that struck as often as they should. */
  readonly struck: number;
  /** Changes of mailboxes that Exchange was asked for. */
  readonly writes: number;
  /** Empty: all is as it must be. */
  readonly problems: readonly string[];
}

export interface ExchangeCampaign {
  run(seed: number): Promise<RunOutcome>;
  stop(): Promise<void>;
}

/** Milliseconds that one synchronization may take, and its sessions after it until the server knows that they are over. */
const patience = { sync: 900_000, shells: 60_000 } as const;

/** The houses of runs of the same version follow each other on the same servers; runs in whatever order come out the same. */
export function startExchangeCampaign(powershell: string): ExchangeCampaign {
  let house: House | null = null;
  const leave = async () => {
    await house?.sessions.close();
    await house?.exchange.stop();
    house = null;
  };
  return {
    run: async (seed) => {
      const random = createRandom(seed);
      const kind = drawKind(random);
      if (house?.profile !== kind.profile) {
        await leave();
        house = await openHouse(kind.profile);
      }
      return await new Run({ seed, kind, random, house, powershell }).through();
    },
    stop: leave,
  };
}

interface RunOptions {
  readonly seed: number;
  readonly kind: RunKind;
  readonly random: Random;
  readonly house: House;
  readonly powershell: string;
}

class Run {
  readonly #options: RunOptions;
  readonly #organization: Organization;
  readonly #ledger: Ledger;
  readonly #engine: RunEngine;
  readonly #ends: string[] = [];
  readonly #problems: string[] = [];
  #account: RunKind['account'];
  #opened = 0;
  #writes = 0;
  #struck = 0;
  /** What is rightly decided in this synchronization. */
  #decided: ReadonlyMap<string, PersonalLists>[] = [];
  #scene: Scene = { isDecided: () => false, isLagging: false };

  constructor(options: RunOptions) {
    const { seed, kind, house, powershell } = options;
    this.#options = options;
    this.#account = kind.account;
    this.#organization = new Organization(generateWorld({ seed, devices: kind.devices }));
    house.exchange.restage(this.#organization, kind.quota);
    const { state } = house.exchange;
    this.#ledger = new Ledger(state.foreignEntries.map((entry) => ({ ...entry, index: this.#indexOf(entry.mailboxGuid) })));
    house.watch.judge(state, { ledger: this.#ledger, scene: () => this.#scene });
    state.onMailboxWrite(({ asked }) => {
      if (asked === null) this.#decideAnew();
      else this.#writes += 1;
    });
    this.#engine = startEngine({
      ...house,
      organization: this.#organization,
      powershell,
      isParallel: kind.isParallel,
      credentials: () => ({ user: `CONTOSO\\${this.#account}`, password }),
      isCold: () => kind.isCold || isOpeningHit(house.exchange),
      onOpened: () => {
        this.#opened += 1;
      },
    });
  }

  async through(): Promise<RunOutcome> {
    const { seed, kind, random } = this.#options;
    for (let left = kind.syncs; left > 0; left -= 1) {
      await this.#disturbed(drawHazards(random, this.#organization));
      mutate(this.#organization, random);
    }
    this.#account = 'full';
    await this.#undisturbed();
    this.#engine.close();
    const { house } = this.#options;
    this.#problems.push(...house.watch.takeWrong());
    return { seed, kind, ends: this.#ends, opened: this.#opened, struck: this.#struck, writes: this.#writes, problems: this.#problems };
  }

  async #disturbed(hazards: Hazards): Promise<void> {
    const { house, random } = this.#options;
    const abort = new AbortController();
    this.#begin(hazards.faults.some(({ effect }) => effect.kind === 'replication-lag'));
    for (const fault of hazards.faults) house.exchange.faults.add(fault);
    this.#engine.intune.breakWalks(hazards.isWalkBroken);
    const before = this.#listsNow();
    house.watch.count((count) => {
      if (count === hazards.cancelAt) abort.abort();
      if (hazards.intrusions.includes(count)) this.#intrude(random);
    });
    const over = new AbortController();
    if (hazards.isSilent) void this.#passDeadlinesWhenSilent(over.signal);
    const report = await this.#synchronize(abort.signal);
    over.abort();
    this.#struck += hazards.faults.length - house.exchange.faults.list().length;
    house.exchange.faults.clear();
    house.watch.count(() => undefined);
    this.#engine.intune.breakWalks(false);
    await this.#judge(hazards.isSilent);
    if (this.#account === 'reader' && report?.outcome === 'ok') this.#problems.push('an account that may not write has synchronized');
    if (this.#account === 'reader' && hazards.intrusions.length === 0 && !hazards.faults.some(isCompeting))
      this.#compare(before, 'an account that may not write has changed something');
    if (report?.outcome === 'ok' && !canMislead(hazards)) this.#compare(this.#expected(), 'said to be done, and is not');
  }

  async #undisturbed(): Promise<void> {
    this.#begin(false);
    let report = await this.#synchronize(new AbortController().signal);
    if (report?.outcome === 'held') report = await this.#synchronize(new AbortController().signal, report.guard?.plan);
    if (report?.outcome !== 'ok') this.#problems.push(`the last synchronization: ${report?.outcome} ${JSON.stringify(report?.error)}`);
    await this.#judge(false);
    this.#compare(this.#expected(), 'after the last synchronization');
    this.#begin(false);
    const again = await this.#synchronize(new AbortController().signal);
    if (again?.writes !== 0) this.#problems.push(`one more synchronization wrote ${again?.writes} times`);
    await this.#judge(false);
  }

  #begin(isLagging: boolean): void {
    this.#ledger.beginSync();
    this.#decided = [];
    this.#decideAnew();
    this.#scene = {
      isLagging,
      isDecided: (index, list, deviceId) =>
        this.#decided.some((wanted) => wanted.get(this.#guidOf(index))?.[list].some((id) => isSame(id, deviceId)) === true),
    };
  }

  /**
   * An entry of which nobody can tell whose it is may rightly be taken for either. And when another administrator edits a list meanwhile,
   * the synchronization may have read it before or after.
   */
  #decideAnew(): void {
    this.#decided.push(
      this.#expected(),
      this.#expected(() => false),
    );
  }

  async #synchronize(signal: AbortSignal, acceptPlan?: string): Promise<SyncReport | null> {
    const late = new AbortController();
    const report = await Promise.race([
      this.#engine.synchronize(signal, acceptPlan),
      wait(patience.sync, null, { signal: late.signal }).catch(() => null),
    ]);
    late.abort();
    this.#ends.push(report === null ? 'hung' : (report.error?.code ?? report.outcome));
    if (report === null) this.#problems.push(`a synchronization took longer than ${patience.sync / 1000} s`);
    return report;
  }

  /** What holds after every synchronization, however it ended. */
  async #judge(mayLose: boolean): Promise<void> {
    const { exchange, sessions, watch } = this.#options.house;
    const allowed = () => sessions.count + (mayLose ? this.#engine.shells().lost : 0);
    for (let left = patience.shells / 20; exchange.sessions() > allowed() && left > 0; left -= 1) await wait(20);
    if (exchange.sessions() > allowed()) this.#problems.push(`${exchange.sessions()} shells at Exchange, ${allowed()} expected`);
    if (this.#engine.shells().open !== 0) this.#problems.push(`the engine believes ${this.#engine.shells().open} shells open`);
    this.#problems.push(...watch.takeWrong(), ...this.#ledger.missing((index) => exchange.state.mailbox(index)));
  }

  #compare(expected: ReadonlyMap<string, PersonalLists>, when: string): void {
    const now = this.#listsNow();
    for (const [guid, wanted] of expected) {
      const found = now.get(guid);
      for (const list of lists) {
        const differ = JSON.stringify(sorted(found?.[list] ?? [])) !== JSON.stringify(sorted(wanted[list]));
        if (differ) this.#problems.push(`${when}: mailbox ${this.#indexOf(guid)} ${list} ${found?.[list]} instead of ${wanted[list]}`);
      }
    }
  }

  /** `isTheirs`: whether an entry of which nobody can tell is taken for somebody else's; left out: when it stands there. */
  #expected(isTheirs = this.#stands): ReadonlyMap<string, PersonalLists> {
    return expectedEntries(
      this.#organization,
      this.#ledger.othersEntries((index) => this.#guidOf(index), isTheirs),
    );
  }

  readonly #stands = (index: number, list: List, deviceId: string): boolean =>
    this.#options.house.exchange.state.mailbox(index)[list].some((other) => isSame(other, deviceId));

  #listsNow(): ReadonlyMap<string, PersonalLists> {
    const { state } = this.#options.house.exchange;
    return new Map(this.#organization.people().map(({ index, mailboxGuid }) => [mailboxGuid, state.mailbox(index)]));
  }

  #intrude(random: Random): void {
    const { state } = this.#options.house.exchange;
    const { address, deviceId, list, edit } = drawEdit(random, this.#organization);
    const index = this.#organization.personByAddress(address)?.index ?? 0;
    const others = state.mailbox(index)[list].filter((id) => !isSame(id, deviceId));
    state.changeMailbox(index, { [list]: edit === 'add' ? [...others, deviceId] : others });
  }

  /** While the server is silent, the deadlines of our side pass at once. */
  async #passDeadlinesWhenSilent(over: AbortSignal): Promise<void> {
    const { faults } = this.#options.house.exchange;
    const isArmed = () => faults.list().some(({ effect }) => effect.kind === silent.kind && effect.milliseconds === silent.milliseconds);
    while (isArmed() && !over.aborted) await wait(10);
    if (!over.aborted) this.#options.house.deadlines.passDeadlines();
  }

  #indexOf(mailboxGuid: string): number {
    return this.#organization.personByMailbox(mailboxGuid)?.index ?? -1;
  }

  #guidOf(index: number): string {
    return this.#organization.people()[index]?.mailboxGuid ?? '';
  }
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function sorted(ids: readonly string[]): readonly string[] {
  return ids.toSorted();
}
