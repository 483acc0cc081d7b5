/**
 * `npm run campaign -- --side intune [--runs N] [--seed S]`: seeded runs with faults; one that goes wrong tells its seed.
 * `npm run campaign -- --kill [--minutes N] [--seed S]`: PowerShell, endpoint and engine killed at random moments, and counted.
 */
import { parseArgs } from 'node:util';
import { runKillMarathon } from './exchange/marathon.ts';
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

if ((values.side === 'intune') === values.kill || !isCount(minutes) || !isCount(runs) || !isCount(seed)) {
  process.stderr.write('usage: npm run campaign -- --side intune [--runs N] [--seed S] | --kill [--minutes N] [--seed S]\n');
  process.exitCode = 2;
} else {
  const isGood = values.kill ? await runKillMarathon({ minutes, seed }) : await runIntuneCampaign({ runs, first: seed });
  process.exitCode = isGood ? 0 : 1;
}
