/** `npm run campaign -- --side intune [--runs N] [--seed S]`: seeded runs with faults; a run that goes wrong tells its seed. */
import { parseArgs } from 'node:util';
import { startIntuneCampaign } from './intune/campaign.ts';

const { values } = parseArgs({
  options: { side: { type: 'string' }, runs: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' } },
});
const [runs, first] = [Number(values.runs), Number(values.seed)];
if (values.side !== 'intune' || !Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(first)) {
  process.stderr.write('usage: npm run campaign -- --side intune [--runs N] [--seed S]\n');
  process.exit(2);
}

const mostProblems = 5;
const started = performance.now();
const campaign = await startIntuneCampaign();
const outcomes = new Map<string, number>();
let wrong = 0;
for (let seed = first; seed < first + runs; seed += 1) {
  const { read, failure, problems } = await campaign.run(seed);
  const outcome = `${read}: ${failure ?? 'complete'}`;
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  if (problems.length === 0) continue;
  wrong += 1;
  process.stdout.write(
    `seed ${seed} (${outcome})\n${problems
      .slice(0, mostProblems)
      .map((problem) => `  ${problem}\n`)
      .join('')}`,
  );
}
await campaign.stop();
for (const [outcome, count] of [...outcomes].toSorted()) process.stdout.write(`${String(count).padStart(6)} ${outcome}\n`);
process.stdout.write(`${runs} runs from seed ${first}, ${wrong} wrong, ${Math.round((performance.now() - started) / 1000)} s\n`);
process.exitCode = wrong === 0 ? 0 : 1;
