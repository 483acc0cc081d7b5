/**
 * Keeps us below Graph's limits, each class of resources by itself (graph.md section 8): who stays below them is not refused, and
 * leaves room for the tenant's other programs. One for all clients of the same application.
 */
import type { Clock } from '../../../shared/host/clock.ts';

export interface Counted {
  readonly method: string;
  readonly url: URL;
}

interface Limit {
  readonly most: number;
  readonly milliseconds: number;
}

/** The directory counts in units, and as the smallest kind of tenant is allowed. */
const limits = {
  devices: { any: { most: 2000, milliseconds: 20_000 }, write: { most: 200, milliseconds: 20_000 } },
  configuration: { any: { most: 1000, milliseconds: 20_000 }, write: { most: 100, milliseconds: 20_000 } },
  directory: { any: { most: 3500, milliseconds: 10_000 }, write: { most: 3000, milliseconds: 150_000 } },
} as const satisfies Record<string, Record<'any' | 'write', Limit>>;

type ThrottleClass = keyof typeof limits;

export class GraphThrottle {
  readonly #clock: Clock;
  readonly #buckets: Readonly<Record<ThrottleClass, Readonly<Record<'any' | 'write', Bucket>>>>;

  constructor(clock: Clock) {
    this.#clock = clock;
    const open = ({ any, write }: (typeof limits)[ThrottleClass]) => ({ any: new Bucket(any, clock), write: new Bucket(write, clock) });
    this.#buckets = { devices: open(limits.devices), configuration: open(limits.configuration), directory: open(limits.directory) };
  }

  /** Returns when all of `requests` may be sent; in a batch each counts by itself. Rejects with an AbortError when the signal fires. */
  async admit(requests: readonly Counted[], signal: AbortSignal): Promise<void> {
    const waits = requests.flatMap((request) => this.#bucketsOf(request).map((bucket) => bucket.take(costOf(request))));
    const wait = Math.max(0, ...waits);
    if (wait > 0) await this.#clock.sleep(wait, signal);
  }

  #bucketsOf({ method, url }: Counted): readonly Bucket[] {
    const { any, write } = this.#buckets[classOf(url)];
    return method === 'GET' ? [any] : [any, write];
  }
}

/**
 * Half of the limit at once and half of it over the time of the limit: together never more than the limit, wherever its window begins.
 * What is taken before it is there has to be waited for.
 */
class Bucket {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #perMillisecond: number;
  #left: number;
  #since: number;

  constructor({ most, milliseconds }: Limit, clock: Clock) {
    this.#clock = clock;
    this.#most = most / 2;
    this.#perMillisecond = this.#most / milliseconds;
    this.#left = this.#most;
    this.#since = clock.elapsed();
  }

  /** Milliseconds to wait before what was taken may be used. */
  take(cost: number): number {
    const now = this.#clock.elapsed();
    this.#left = Math.min(this.#most, this.#left + (now - this.#since) * this.#perMillisecond) - cost;
    this.#since = now;
    return this.#left >= 0 ? 0 : Math.ceil(-this.#left / this.#perMillisecond);
  }
}

function classOf({ pathname }: URL): ThrottleClass {
  if (/\/managedDevices(\/|$)/.test(pathname)) return 'devices';
  return /^\/[^/]+\/deviceManagement(\/|$)/.test(pathname) ? 'configuration' : 'directory';
}

const unitsOfRead = [
  { pattern: /\/transitiveMembers(\/|$)/, units: 5 },
  { pattern: /\/groups\/[^/]+\/members(\/|$)/, units: 3 },
  { pattern: /\/users(\/|$)/, units: 2 },
] as const;

/** Resource units of the directory; Intune's classes count requests. */
function costOf({ method, url }: Counted): number {
  if (classOf(url) !== 'directory' || method !== 'GET') return 1;
  const units = unitsOfRead.find(({ pattern }) => pattern.test(url.pathname))?.units ?? 1;
  const { searchParams } = url;
  const top = Number(searchParams.get('$top') ?? 20);
  const rebate = (searchParams.has('$select') ? 1 : 0) + (top < 20 ? 1 : 0);
  return Math.max(1, units - rebate + (searchParams.has('$expand') ? 1 : 0));
}
