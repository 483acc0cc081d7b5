/**
 * Seeded runs of the real directory adapter against the simulated Intune with faults, while the tenant changes: a walk that reports
 * complete is true for all that stood still, a failed one has changed nothing, and no token gets into a log.
 */
import type { ProxyAccess } from '../../../engine/adapters/http/message.ts';
import { createIntuneDirectory } from '../../../engine/adapters/intune-graph/intune-graph.ts';
import type { DeviceDirectory } from '../../../engine/ports/device-directory.ts';
import { toAppError } from '../../../shared/errors.ts';
import type { Clock } from '../../../shared/host/clock.ts';
import { accountCertificateSchema } from '../../../shared/setup/account-certificate.ts';
import { startIntuneSimulator } from '../../simulators/intune/server.ts';
import { type ProxyFixture, startProxy } from '../../simulators/proxy/proxy.ts';
import { openRequestLog, type RequestLog, type RequestLogEntry } from '../../simulators/request-log.ts';
import { generateWorld } from '../../simulators/world/generate.ts';
import { Organization } from '../../simulators/world/organization.ts';
import { createRandom, type Random } from '../../simulators/world/random.ts';
import { changes } from './changes.ts';
import type { Exercise, Trial } from './exercise.ts';
import { drawFaults, drawSkew, markOddWords, mutate, mutateDirectory, restore, type Tenant } from './hazards.ts';
import { reads } from './reads.ts';
import { synchronization } from './synchronization.ts';

export interface RunOutcome {
  readonly seed: number;
  readonly exercise: string;
  /** Null: it did not fail. */
  readonly failure: string | null;
  /** Empty: all is as it must be. */
  readonly problems: readonly string[];
}

export interface IntuneCampaign {
  run(seed: number): Promise<RunOutcome>;
  stop(): Promise<void>;
}

const devices = 60;
const runMilliseconds = 30_000;

interface Place extends Tenant {
  readonly watch: Watch;
  /** The directory straight, and through a proxy that is cut. */
  readonly straight: DeviceDirectory;
  readonly proxied: DeviceDirectory;
  readonly proxy: ProxyFixture;
}

/** What is written down during a run, and what happens at each request. */
class Watch implements RequestLog {
  #log = openRequestLog(null);
  readonly #tokens = new Set<string>();
  #lines: string[] = [];
  #writes: string[] = [];
  #onRequest: () => void = () => undefined;

  begin(onRequest: () => void): void {
    this.#log = openRequestLog(null);
    this.#lines = [];
    this.#writes = [];
    this.#onRequest = onRequest;
  }

  write(entry: RequestLogEntry): void {
    this.#log.write(entry);
    if (entry.side !== 'intune') return;
    const token = /^Bearer (.+)$/.exec(entry.headers['authorization'] ?? '')?.[1];
    if (token !== undefined) this.#tokens.add(token);
    const { pathname } = new URL(entry.url);
    if (entry.method !== 'GET' && !/\/(?:\$batch|token)$/.test(pathname)) this.#writes.push(`${entry.method} ${pathname}`);
    if (pathname.startsWith('/v1.0/')) this.#onRequest();
  }

  entries() {
    return this.#log.entries();
  }

  say(message: string, data?: unknown): void {
    this.#lines.push(JSON.stringify({ message, data }));
  }

  /** Tokens in a log or in what is kept, and requests that change something though they must not. */
  problems(told: string, { mayWriteRecords }: Exercise): readonly string[] {
    const writes = this.#writes.filter((write) => !mayWriteRecords || !write.includes('/exchangeConnectors'));
    const all = [...this.#lines, ...this.entries().map((entry) => JSON.stringify(entry)), told].join('\n');
    const leaked = [...this.#tokens].some((token) => all.includes(token)) || /eyJ[\w-]{10,}\.[\w-]+/.test(all);
    return [...(leaked ? ['a token is in a log'] : []), ...writes.map((write) => `a read has written: ${write}`)];
  }
}

/** One simulator and its adapters for all runs; each run finds the tenant as it was at first. */
export async function startIntuneCampaign(): Promise<IntuneCampaign> {
  const watch = new Watch();
  const organization = new Organization(generateWorld({ seed: 11, devices }));
  const simulator = await startIntuneSimulator({ organization, requestLog: watch, exchangeOrganization: 'Contoso' });
  simulator.throttle.factor = Number.POSITIVE_INFINITY;
  const proxy = await startProxy({ mode: 'none' });
  const say = (message: string, data?: unknown) => watch.say(message, data);
  const open = (through: ProxyAccess | null) =>
    createIntuneDirectory({
      certificate: accountCertificateSchema.parse(JSON.parse(simulator.accountCertificate)),
      proxy: through,
      clock: leapingClock(),
      log: { info: say, warn: say, error: say },
      servicePlans: [],
    });
  const straight = open(null);
  const proxied = open({ server: proxy.server, port: proxy.port, user: null, password: null });
  const place = { organization, simulator, watch, straight, proxied, proxy };
  return {
    run: (seed) => oneRun(place, seed),
    stop: async () => {
      await Promise.all([straight.close(), proxied.close()]);
      await Promise.all([simulator.stop(), proxy.stop()]);
    },
  };
}

/** A wait is over at once, and the time it would have taken has passed. */
function leapingClock(): Clock {
  let leapt = 0;
  return {
    now: () => new Date(),
    elapsed: () => performance.now() + leapt,
    sleep: (milliseconds, signal) => {
      leapt += milliseconds;
      return signal?.aborted === true ? Promise.reject(signal.reason) : Promise.resolve();
    },
  };
}

const exercises: readonly (readonly [weight: number, exercise: Exercise])[] = [
  ...reads.map((read) => [2, read] as const),
  [4, changes],
  [2, synchronization],
];

async function oneRun(place: Place, seed: number): Promise<RunOutcome> {
  const random = createRandom(seed);
  const { simulator, watch } = place;
  const exercise = random.weighted(exercises);
  const isProxied = random.below(5) === 0;
  const directory = isProxied ? place.proxied : place.straight;
  restore(place);
  calm(place);
  simulator.pageSize = 4 + random.below(20);
  watch.begin(() => undefined);
  const trial = await exercise.prepare({ ...place, directory }, random, AbortSignal.timeout(runMilliseconds));
  disturb(place, random, { exercise, trial, isProxied });
  const outcome = await attempt(() => trial.attempt(AbortSignal.timeout(runMilliseconds)));
  const told = 'error' in outcome ? JSON.stringify(outcome.error) : '';
  const problems = [
    ...('problems' in outcome ? outcome.problems : []),
    ...watch.problems(told + JSON.stringify(trial.kept?.() ?? null), exercise),
    ...(await afterwards(place, trial, 'error' in outcome)),
  ];
  return { seed, exercise: exercise.name, failure: 'error' in outcome ? outcome.error.code : null, problems };
}

interface Disturbed {
  readonly exercise: Exercise;
  readonly trial: Trial;
  readonly isProxied: boolean;
}

/** From now on: faults, perhaps another time, tunnels that break, and a tenant that changes at each request. */
function disturb(place: Place, random: Random, { exercise, trial, isProxied }: Disturbed): void {
  const { simulator, proxy, watch } = place;
  for (const fault of drawFaults(random)) if (exercise.isBeyond?.(fault.effect) !== true) simulator.faults.add(fault);
  simulator.clock.set(drawSkew(random));
  if (isProxied) proxy.dropAfter(random.below(2) === 0 ? null : 2_000 + random.below(60_000));
  watch.begin(() => {
    if (isProxied && random.below(8) === 0) proxy.cut();
    if (random.next() > 0.2) return;
    if (exercise === changes) mutateDirectory(place, random);
    else mutate(place, random);
    trial.record();
  });
}

function calm({ simulator, proxy, watch }: Place): void {
  simulator.faults.clear();
  simulator.clock.set(0);
  proxy.dropAfter(null);
  markOddWords(simulator);
  watch.begin(() => undefined);
}

/** Without faults and changes the same adapter tells the plain truth. */
async function afterwards(place: Place, trial: Trial, hasFailed: boolean): Promise<readonly string[]> {
  calm(place);
  const outcome = await attempt(() => trial.afterwards(AbortSignal.timeout(runMilliseconds), hasFailed));
  if ('error' in outcome) return [`in peace afterwards it failed: ${JSON.stringify(outcome.error)}`];
  return outcome.problems.map((problem) => `in peace afterwards: ${problem}`);
}

async function attempt(work: () => Promise<readonly string[]>) {
  try {
    return { problems: await work() };
  } catch (thrown) {
    return { error: toAppError(thrown) };
  }
}
