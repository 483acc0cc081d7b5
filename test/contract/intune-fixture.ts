/** A simulated Intune with a small organization, and the adapter that talks to it, for the contract tests. */

import { createServer } from 'node:net';
import { z } from 'zod';
import type { ProxyAccess } from '../../engine/adapters/http/message.ts';
import { createIntuneDirectory } from '../../engine/adapters/intune-graph/intune-graph.ts';
import type { ManagedDevice, ScopedUser } from '../../engine/domain/intune.ts';
import type { DeviceDirectory } from '../../engine/ports/device-directory.ts';
import type { AppError } from '../../shared/errors.ts';
import { toAppError } from '../../shared/errors.ts';
import type { Clock } from '../../shared/host/clock.ts';
import { type AccountCertificate, accountCertificateSchema } from '../../shared/setup/account-certificate.ts';
import type { Fault } from '../simulators/faults.ts';
import { type IntuneSimulator, startIntuneSimulator } from '../simulators/intune/server.ts';
import { openRequestLog, type RequestLog } from '../simulators/request-log.ts';
import { generateWorld } from '../simulators/world/generate.ts';
import { Organization } from '../simulators/world/organization.ts';

export interface LogLine {
  readonly message: string;
  readonly data: unknown;
}

export interface IntuneFixture {
  readonly organization: Organization;
  readonly requestLog: RequestLog;
  readonly simulator: IntuneSimulator;
  readonly certificate: AccountCertificate;
  readonly directory: DeviceDirectory;
  /** What the adapter logged. */
  readonly logged: LogLine[];
  /** Milliseconds that the adapter wanted to wait, in turn; it did not really wait. */
  readonly waits: number[];
  /** Another adapter with another certificate; closed with the fixture. */
  open(certificate: AccountCertificate, proxy?: ProxyAccess | null, servicePlans?: readonly string[]): DeviceDirectory;
  fault(effect: Fault['effect'], rest?: Partial<Omit<Fault, 'effect' | 'side'>>): void;
  stop(): Promise<void>;
}

/** Enough enrolled phones for several pages of ten. */
const devices = 80;
export const exchangeOrganization = 'Contoso';
const walkPath = '/v1.0/deviceManagement/managedDevices';

/** `account`: what the connector proves itself with. */
export async function startIntune(
  stateFile?: string,
  account?: Pick<AccountCertificate, 'certificate' | 'privateKey'>,
): Promise<IntuneFixture> {
  const organization = new Organization(generateWorld({ seed: 7, devices }));
  const requestLog = openRequestLog(null);
  const simulator = await startIntuneSimulator({
    organization,
    requestLog,
    exchangeOrganization,
    ...(stateFile === undefined ? {} : { stateFile }),
    ...(account === undefined ? {} : { account }),
  });
  simulator.pageSize = 10;
  const certificate = accountCertificateSchema.parse(JSON.parse(simulator.accountCertificate));
  const logged: LogLine[] = [];
  const waits: number[] = [];
  const opened: { close(): Promise<void> }[] = [];
  const open = (one: AccountCertificate, proxy: ProxyAccess | null = null, servicePlans: readonly string[] = []): DeviceDirectory => {
    const directory = createIntuneDirectory({ certificate: one, proxy, clock: impatientClock(waits), log: keeping(logged), servicePlans });
    opened.push(directory);
    return directory;
  };
  return {
    organization,
    requestLog,
    simulator,
    certificate,
    directory: open(certificate),
    logged,
    waits,
    open,
    fault: (effect, rest = {}) => simulator.faults.add({ side: 'intune', match: walkPath, skip: 0, count: 1, ...rest, effect }),
    stop: async () => {
      await Promise.all(opened.map((directory) => directory.close()));
      await simulator.stop();
    },
  };
}

export function impatientClock(waits: number[]): Clock {
  return {
    now: () => new Date(),
    elapsed: () => performance.now(),
    sleep: (milliseconds) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
  };
}

function keeping(lines: LogLine[]) {
  const keep = (message: string, data?: unknown) => void lines.push({ message, data });
  return { info: keep, warn: keep, error: keep };
}

export function signal(): AbortSignal {
  return AbortSignal.timeout(20_000);
}

export async function walk(directory: DeviceDirectory): Promise<readonly ManagedDevice[]> {
  const all: ManagedDevice[] = [];
  for await (const batch of directory.walkDevices(signal())) all.push(...batch);
  return all;
}

export async function scopeOf(directory: DeviceDirectory): Promise<readonly ScopedUser[]> {
  const all: ScopedUser[] = [];
  for await (const batch of directory.scope(
    { ...(await directory.policy(signal())).access, defaultLevel: 'none', exceptions: [] },
    signal(),
  ))
    all.push(...batch);
  return all;
}

/** The error of work that must fail; work that succeeds fails the test. */
export async function errorOf(work: Promise<unknown>): Promise<AppError> {
  const outcome = await work.then(
    () => null,
    (thrown: unknown) => toAppError(thrown),
  );
  if (outcome === null) throw new Error('expected a failure, but it succeeded');
  return outcome;
}

export function requestsTo(fixture: IntuneFixture, path: string): number {
  return fixture.requestLog.entries().filter((entry) => entry.side === 'intune' && new URL(entry.url).pathname === path).length;
}

/** Of a batch every part counts by itself. */
export function questionsTo(fixture: IntuneFixture, path: string): number {
  return questionsOf(fixture).filter((question) => question.startsWith(`/v1.0${path}?`) || question === `/v1.0${path}`).length;
}

/** Path and options of all that was asked of Graph, the parts of a batch each by itself. */
export function questionsOf(fixture: IntuneFixture, from = 0): readonly string[] {
  return fixture.requestLog
    .entries()
    .slice(from)
    .flatMap((entry) => {
      if (entry.side !== 'intune') return [];
      const { pathname, search } = new URL(entry.url);
      if (pathname !== '/v1.0/$batch') return [pathname + search];
      return batchSchema.parse(entry.body).requests.map(({ url }) => `/v1.0${url}`);
    });
}

const batchSchema = z.object({ requests: z.array(z.object({ url: z.string() })) });

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

export { walkPath };
