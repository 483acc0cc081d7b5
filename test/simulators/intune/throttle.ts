/** Graph's limits by class of request, in fixed windows; a request that is refused counts too (graph.md section 8). */
import type { SimulatedClock } from './clock.ts';
import type { Call, Reply } from './messages.ts';
import { graphError, optionsOf } from './odata.ts';
import { type RetryAfterForm, retryAfterHeader } from './retry-after.ts';

interface Bucket {
  readonly limit: number;
  readonly windowMilliseconds: number;
}

interface Window {
  begun: number;
  used: number;
}

/** What a request costs of which buckets. */
interface Charge {
  readonly bucket: string;
  readonly units: number;
}

const twentySeconds = 20_000;
const intuneBuckets: Readonly<Record<string, Bucket>> = {
  devices: { limit: 2000, windowMilliseconds: twentySeconds },
  'devices written': { limit: 200, windowMilliseconds: twentySeconds },
  enrolment: { limit: 1000, windowMilliseconds: twentySeconds },
  'enrolment written': { limit: 100, windowMilliseconds: twentySeconds },
  configuration: { limit: 1000, windowMilliseconds: twentySeconds },
  'configuration written': { limit: 100, windowMilliseconds: twentySeconds },
};
/** From this share of a limit on, directory answers tell how much of it is used. */
const toldFrom = 0.8;

export class Throttle {
  readonly #clock: SimulatedClock;
  readonly #buckets: Readonly<Record<string, Bucket>>;
  readonly #windows = new Map<string, Window>();
  /** Limits are multiplied by it; Infinity: no limits. */
  factor = 1;
  retryAfter: RetryAfterForm = 'integer';

  constructor(clock: SimulatedClock, users: number) {
    this.#clock = clock;
    this.#buckets = { ...intuneBuckets, directory: { limit: directoryLimit(users), windowMilliseconds: 10_000 } };
  }

  /** The refusal of a request to `path` below the version, or the headers that its answer gets. */
  take(call: Call, path: string): { readonly refused: Reply } | { readonly headers: Readonly<Record<string, string>> } {
    const charges = chargesOf(call, path);
    const shares = charges.map((charge) => this.#charge(charge));
    const [worst] = shares.toSorted((one, other) => other.share - one.share);
    if (worst !== undefined && worst.share > 1) return { refused: this.#refusal(worst.waitMilliseconds) };
    const units = charges.find(({ bucket }) => bucket === 'directory')?.units;
    if (units === undefined || worst === undefined) return { headers: {} };
    const told = worst.share >= toldFrom ? { 'x-ms-throttle-limit-percentage': worst.share.toFixed(2) } : {};
    return { headers: { 'x-ms-resource-unit': String(units), ...told } };
  }

  #charge({ bucket, units }: Charge): { readonly share: number; readonly waitMilliseconds: number } {
    const now = this.#clock.now();
    const { limit, windowMilliseconds } = this.#buckets[bucket] ?? { limit: Number.POSITIVE_INFINITY, windowMilliseconds: 1 };
    const open = this.#windows.get(bucket);
    const window = open !== undefined && now < open.begun + windowMilliseconds ? open : { begun: now, used: 0 };
    window.used += units;
    this.#windows.set(bucket, window);
    return { share: window.used / (limit * this.factor), waitMilliseconds: window.begun + windowMilliseconds - now };
  }

  #refusal(waitMilliseconds: number): Reply {
    const headers = retryAfterHeader(this.retryAfter, waitMilliseconds, this.#clock.now());
    return { status: 429, headers, body: graphError('TooManyRequests', 'Too many requests in this window.') };
  }
}

/** Resource units for ten seconds, by the size of the tenant. */
function directoryLimit(users: number): number {
  if (users < 50) return 3500;
  return users <= 500 ? 5000 : 8000;
}

function chargesOf({ method, url }: Call, path: string): readonly Charge[] {
  const bucket = bucketOf(path);
  if (bucket === 'directory') return [{ bucket, units: directoryUnits(path, url) }];
  return [{ bucket, units: 1 }, ...(method === 'GET' ? [] : [{ bucket: `${bucket} written`, units: 1 }])];
}

function bucketOf(path: string): string {
  if (/^(?:deviceManagement|users\/[^/]+)\/managedDevices/.test(path)) return 'devices';
  if (/^deviceManagement\/(?:exchangeConnectors|conditionalAccessSettings|exchangeOnPremisesPolic)/.test(path)) return 'enrolment';
  return path.startsWith('deviceManagement') ? 'configuration' : 'directory';
}

/** What a request for directory objects costs of the limit; `path` is below the version. */
export function directoryUnits(path: string, url: URL): number {
  const { select, top } = optionsOf(url);
  const usual = path.includes('/transitiveMembers') ? 5 : path.includes('/members') ? 3 : path.startsWith('users') ? 2 : 1;
  return Math.max(1, usual - (select === null ? 0 : 1) - (top !== null && top < 20 ? 1 : 0) + (url.searchParams.has('$expand') ? 1 : 0));
}
