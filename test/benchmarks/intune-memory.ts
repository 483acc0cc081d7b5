/** What the walk holds at most, after the garbage is gone, with 100,000 devices against 10,000: flat but for the ids that were seen. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { z } from 'zod';
import { type Benchmark, rounded } from './benchmark.ts';
import { directoryOf, startIntuneService } from './intune-service.ts';

const [few, many] = [11_700, 117_000];
const megabyte = 1024 * 1024;
/** Every so many batches the garbage is collected and the rest is weighed. */
const between = 5;

export const intuneMemory: Benchmark = async () => {
  const collect = garbageCollector();
  // Once for what the first walk of a process loads for good.
  await heldDuring(few, collect);
  const small = await heldDuring(few, collect);
  const large = await heldDuring(many, collect);
  return {
    name: 'intune-memory',
    ratio: rounded(large.bytes / small.bytes),
    aim: 1.2,
    floor: 1.5,
    detail: {
      devices: `${small.devices} and ${large.devices}`,
      heldMegabytes: `${rounded(small.bytes / megabyte)} and ${rounded(large.bytes / megabyte)}`,
      growthMegabytes: rounded((large.bytes - small.bytes) / megabyte),
    },
  };
};

async function heldDuring(partnerships: number, collect: () => void) {
  const service = await startIntuneService(partnerships);
  const directory = directoryOf(service.certificate);
  let [bytes, devices, batches] = [0, 0, 0];
  for await (const batch of directory.walkDevices(new AbortController().signal)) {
    devices += batch.length;
    batches += 1;
    if (batches % between !== 0) continue;
    collect();
    bytes = Math.max(bytes, process.memoryUsage().heapUsed);
  }
  await directory.close();
  await service.stop();
  return { bytes, devices };
}

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = z.function({ input: [], output: z.void() }).parse(runInNewContext('gc'));
  return () => collect();
}
