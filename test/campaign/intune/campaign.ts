/**
 * Seeded runs of the real directory adapter against the simulated Intune with faults, while the tenant changes: a walk that reports
 * complete is true for all that stood still, a failed one has changed nothing, and no token gets into a log.
 */
import { createIntuneDirectory } from '../../../engine/adapters/intune-graph/intune-graph.ts';
import type { DeviceDirectory } from '../../../engine/ports/device-directory.ts';
import { toAppError } from '../../../shared/errors.ts';
import type { Clock } from '../../../shared/host/clock.ts';
import { accountCertificateSchema } from '../../../shared/setup/account-certificate.ts';
import { startIntuneSimulator } from '../../simulators/intune/server.ts';
import { openRequestLog, type RequestLog, type RequestLogEntry } from '../../simulators/request-log.ts';
import { generateWorld } from '../../simulators/world/generate.ts';
import { Organization } from '../../simulators/world/organization.ts';
import { createRandom, type Random } from '../../simulators/world/random.ts';
import { drawFaults, markOddWords, mutate, restore, type Tenant } from './hazards.ts';
import { type Given, type Moment, wrongWith } from './moments.ts';
import { type CampaignRead, reads } from './reads.ts';

export interface RunOutcome {
  readonly seed: number;
  readonly read: string;
  /** Null: the walk was complete. */
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
  readonly directory: DeviceDirectory;
  readonly watch: Watch;
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

  /** Tokens in a log, and requests that change something. */
  problems(told: string): readonly string[] {
    const all = [...this.#lines, ...this.entries().map((entry) => JSON.stringify(entry)), told].join('\n');
    const leaked = [...this.#tokens].some((token) => all.includes(token)) || /eyJ[\w-]{10,}\.[\w-]+/.test(all);
    return [...(leaked ? ['a token is in a log'] : []), ...this.#writes.map((write) => `a read has written: ${write}`)];
  }
}

/** One simulator and one adapter for all runs; each run finds the tenant as it was at first. */
export async function startIntuneCampaign(): Promise<IntuneCampaign> {
  const watch = new Watch();
  const organization = new Organization(generateWorld({ seed: 11, devices }));
  const simulator = await startIntuneSimulator({ organization, requestLog: watch, exchangeOrganization: 'Contoso' });
  simulator.throttle.factor = Number.POSITIVE_INFINITY;
  const say = (message: string, data?: unknown) => watch.say(message, data);
  const directory = createIntuneDirectory({
    certificate: accountCertificateSchema.parse(JSON.parse(simulator.accountCertificate)),
    proxy: null,
    clock: leapingClock(),
    log: { info: say, warn: say, error: say },
    servicePlans: [],
  });
  const place = { organization, simulator, directory, watch };
  return {
    run: (seed) => oneRun(place, seed),
    stop: async () => {
      await directory.close();
      await simulator.stop();
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

async function oneRun(place: Place, seed: number): Promise<RunOutcome> {
  const random = createRandom(seed);
  const { simulator, watch } = place;
  const read = random.pick(reads);
  restore(place);
  simulator.pageSize = 4 + random.below(20);
  for (const fault of drawFaults(random)) simulator.faults.add(fault);
  const moments: Moment[] = [read.truth(place)];
  watch.begin(() => changeNowAndThen(place, random, () => moments.push(read.truth(place))));
  const outcome = await attempt(() => read.ask(place, AbortSignal.timeout(runMilliseconds)));
  moments.push(read.truth(place));
  const told = 'error' in outcome ? JSON.stringify(outcome.error) : '';
  const problems = [
    ...('given' in outcome ? wrongWith(outcome.given, moments, read.isComposite) : []),
    ...watch.problems(told),
    ...(await afterwards(place, read)),
  ];
  return { seed, read: read.name, failure: 'error' in outcome ? outcome.error.code : null, problems };
}

function changeNowAndThen(place: Place, random: Random, record: () => void): void {
  if (random.next() > 0.2) return;
  mutate(place, random);
  record();
}

/** Without faults and changes the same adapter tells the plain truth: what went wrong before has left nothing behind. */
async function afterwards(place: Place, read: CampaignRead): Promise<readonly string[]> {
  place.simulator.faults.clear();
  markOddWords(place.simulator);
  place.watch.begin(() => undefined);
  const outcome = await attempt(() => read.ask(place, AbortSignal.timeout(runMilliseconds)));
  if ('error' in outcome) return [`the run after it failed: ${JSON.stringify(outcome.error)}`];
  return wrongWith(outcome.given, [read.truth(place)]).map((problem) => `the run after it: ${problem}`);
}

async function attempt(work: () => Promise<readonly Given[]>) {
  try {
    return { given: await work() };
  } catch (thrown) {
    return { error: toAppError(thrown) };
  }
}
