/** The walk over 50,000 devices by the adapter against a bare loop over the same pages: get, parse, follow the link, keep nothing. */
import { Agent, get } from 'node:https';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { openTransport } from '../../engine/adapters/http/transport.ts';
import { appTokenSource } from '../../engine/adapters/intune-graph/app-token.ts';
import { managedDeviceFields } from '../../engine/adapters/intune-graph/schema.ts';
import type { DeviceDirectory } from '../../engine/ports/device-directory.ts';
import { systemClock } from '../../shared/host/clock.ts';
import { type Benchmark, median, rounded, seconds } from './benchmark.ts';
import { directoryOf, type IntuneService, startIntuneService } from './intune-service.ts';

/** Of which about 43 in 50 are enrolled. */
const partnerships = 58_500;
const rounds = 5;
const linkSchema = z.object({ '@odata.nextLink': z.string().optional(), value: z.array(z.unknown()) });

export const intuneWalk: Benchmark = async () => {
  const service = await startIntuneService(partnerships);
  const directory = directoryOf(service.certificate);
  try {
    const bearer = await bearerFor(service);
    const [ours, bare]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      bare.push(service.enrolled / (await seconds(() => expectRows(service, bareWalk(service, bearer)))));
      ours.push(service.enrolled / (await seconds(() => expectRows(service, ourWalk(directory)))));
    }
    return {
      name: 'intune-walk',
      ratio: rounded(median(ours) / median(bare)),
      aim: 0.9,
      floor: 0.8,
      detail: { devices: service.enrolled, rounds, oursPerSecond: Math.round(median(ours)), barePerSecond: Math.round(median(bare)) },
    };
  } finally {
    await directory.close();
    await service.stop();
  }
};

async function expectRows({ enrolled }: IntuneService, walk: Promise<number>): Promise<void> {
  const rows = await walk;
  if (rows !== enrolled) throw new Error(`${rows} of ${enrolled} devices came`);
}

async function ourWalk(directory: DeviceDirectory): Promise<number> {
  let rows = 0;
  for await (const batch of directory.walkDevices(new AbortController().signal)) rows += batch.length;
  return rows;
}

async function bareWalk({ graph, trustedAuthority }: IntuneService, bearer: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, ca: trustedAuthority });
  let rows = 0;
  let next: string | undefined = `${graph}/v1.0/deviceManagement/managedDevices?$select=${managedDeviceFields}&$top=1000`;
  while (next !== undefined) {
    const page = linkSchema.parse(JSON.parse(await body(next, agent, bearer)));
    rows += page.value.length;
    next = page['@odata.nextLink'];
  }
  agent.destroy();
  return rows;
}

function body(url: string, agent: Agent, bearer: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { authorization: `Bearer ${bearer}` } }, (response) => void text(response).then(resolve, reject)).once(
      'error',
      reject,
    );
  });
}

async function bearerFor({ certificate, trustedAuthority }: IntuneService): Promise<string> {
  const transport = openTransport({ trustedAuthority, proxy: null, clock: systemClock });
  const { signal } = new AbortController();
  const bearer = await appTokenSource({ certificate, transport, clock: systemClock, lifetime: signal })(false, signal);
  await transport.close();
  return bearer;
}
