/**
 * `npm run campaign -- --side intune|exchange [--runs N] [--seed S]`: seeded runs with faults; one that goes wrong tells its seed.
 * `npm run campaign -- --kill [--minutes N] [--seed S]`: PowerShell, endpoint and engine killed at random moments, and counted.
 */
import { parseArgs } from 'node:util';
import { runKillMarathon } from './exchange/marathon.ts';
import { runExchangeCampaign } from './exchange/report.ts';
import { runIntuneCampaign } from './intune/report.ts';

const { values } = parseArgs({
  options: {
    side: { type: 'string' },
    kill: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '30' },
    runs: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
  },
});
const [minutes, runs, seed] = [values.minutes, values.runs, values.seed].map(Number);

function isCount(value: number | undefined): value is number {
  return value !== undefined && Number.isSafeInteger(value) && value > 0;
}

const sides = { intune: runIntuneCampaign, exchange: runExchangeCampaign } as const;

function isSide(side: string | undefined): side is keyof typeof sides {
  return side !== undefined && Object.hasOwn(sides, side);
}

async function run(): Promise<boolean | null> {
  if (!isCount(minutes) || !isCount(runs) || !isCount(seed)) return null;
  if (values.kill) return values.side === undefined ? await runKillMarathon({ minutes, seed }) : null;
  return isSide(values.side) ? await sides[values.side]({ runs, first: seed }) : null;
}

const isGood = await run();
if (isGood === null) {
  const usage = '--side intune|exchange [--runs N] [--seed S] | --kill [--minutes N] [--seed S]';
  process.stderr.write(`usage: npm run campaign -- ${usage}\n`);
}
process.exitCode = isGood === null ? 2 : Number(!isGood);
