/**
 * How much more resident memory Node needs to read 100,000 devices than to read 5,000: by how much its highest point grows, as a share of
 * the 20 MB that are allowed. The reader is a process of its own, so that nothing of the simulator is counted.
 */
import { runProgram } from '../rehearsal/programs.ts';
import { type Benchmark, rounded } from './benchmark.ts';
import { raiseExchange } from './exchange-stage.ts';

const few = 5_000;
const many = 100_000;
const allowedMegabytes = 20;

export const exchangeMemory: Benchmark = async () => {
  const small = await peakMegabytes(few);
  const large = await peakMegabytes(many);
  return {
    name: 'exchange-memory',
    ratio: rounded((large - small) / allowedMegabytes),
    aim: 1,
    floor: 1,
    detail: { few, many, peakMegabytesFew: rounded(small), peakMegabytesMany: rounded(large) },
  };
};

async function peakMegabytes(devices: number): Promise<number> {
  const { rehearsal, password } = await raiseExchange(devices);
  try {
    const ended = await runProgram('test/benchmarks/memory-reader.ts', [rehearsal.exchange.url], process.env, password);
    const [read, kilobytes] = ended.output.trim().split(' ').map(Number);
    if (read !== devices || kilobytes === undefined) throw new Error(`read ${read} of ${devices} devices: ${ended.problems}`);
    return kilobytes / 1024;
  } finally {
    await rehearsal.stop();
  }
}
