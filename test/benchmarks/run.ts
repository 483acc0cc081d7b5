/** `npm run bench [-- NAME... --json]`: each figure is a ratio within this run; nothing here decides a test. */
import { parseArgs } from 'node:util';
import type { Benchmark, Figure } from './benchmark.ts';
import { exchangeMemory } from './exchange-memory.ts';
import { exchangePerMailbox } from './exchange-per-mailbox.ts';
import { exchangeRead } from './exchange-read.ts';
import { exchangeWrites } from './exchange-writes.ts';
import { intuneDelta } from './intune-delta.ts';
import { intuneMemory } from './intune-memory.ts';
import { intuneWalk } from './intune-walk.ts';
import { wizardStart, wizardStartPacked } from './wizard-start.ts';

const benchmarks: Readonly<Record<string, Benchmark>> = {
  'exchange-read': exchangeRead,
  'exchange-per-mailbox': exchangePerMailbox,
  'exchange-memory': exchangeMemory,
  'exchange-writes': exchangeWrites,
  'intune-walk': intuneWalk,
  'intune-memory': intuneMemory,
  'intune-delta': intuneDelta,
  'wizard-start': wizardStart,
  'wizard-start-packed': wizardStartPacked,
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean', default: false } } });
const unknown = positionals.filter((name) => benchmarks[name] === undefined);
if (unknown.length > 0) {
  process.stderr.write(`no such benchmark: ${unknown.join(', ')}; there are ${Object.keys(benchmarks).join(', ')}\n`);
  process.exit(2);
}
for (const [name, run] of Object.entries(benchmarks)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const figure = await run();
  process.stdout.write(`${values.json ? JSON.stringify(figure) : inWords(figure)}\n`);
}

function inWords({ name, ratio, aim, floor, detail }: Figure): string {
  return `${name}: ${ratio} (aim ${aim}, limit ${floor}) ${Object.entries(detail)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ')}`;
}
