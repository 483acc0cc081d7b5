/** The simulated Intune in a thread of its own, so that its work is neither the client's time nor the client's memory. */
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { createIntuneDirectory } from '../../engine/adapters/intune-graph/intune-graph.ts';
import type { DeviceDirectory } from '../../engine/ports/device-directory.ts';
import { systemClock } from '../../shared/host/clock.ts';
import { type AccountCertificate, accountCertificateSchema } from '../../shared/setup/account-certificate.ts';
import { startIntuneSimulator } from '../simulators/intune/server.ts';
import { generateWorld } from '../simulators/world/generate.ts';
import { Organization } from '../simulators/world/organization.ts';

export interface IntuneService {
  readonly graph: string;
  readonly trustedAuthority: string;
  readonly certificate: AccountCertificate;
  /** Enrolled devices. */
  readonly enrolled: number;
  stop(): Promise<void>;
}

const startedSchema = z.object({ graph: z.string(), trustedAuthority: z.string(), accountCertificate: z.string(), enrolled: z.number() });

/** `devices` counts partnerships; not all of them are enrolled. */
export async function startIntuneService(devices: number): Promise<IntuneService> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { devices } });
  const [message]: unknown[] = await once(worker, 'message');
  const { accountCertificate, ...started } = startedSchema.parse(message);
  return {
    ...started,
    certificate: accountCertificateSchema.parse(JSON.parse(accountCertificate)),
    stop: async () => void (await worker.terminate()),
  };
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Our side, straight to the service. */
export function directoryOf(certificate: AccountCertificate): DeviceDirectory & { close(): Promise<void> } {
  return createIntuneDirectory({ certificate, proxy: null, clock: systemClock, log: silent, servicePlans: [] });
}

async function serve(): Promise<void> {
  const { devices } = z.object({ devices: z.number() }).parse(workerData);
  const organization = new Organization(generateWorld({ seed: 1, devices }));
  const requestLog = { write: () => undefined, entries: () => [] };
  const simulator = await startIntuneSimulator({ organization, requestLog, exchangeOrganization: 'Contoso' });
  simulator.throttle.factor = Number.POSITIVE_INFINITY;
  const { graph, trustedAuthority, accountCertificate } = simulator;
  parentPort?.postMessage({ graph, trustedAuthority, accountCertificate, enrolled: simulator.managedDevices().length });
}

if (!isMainThread) await serve();
