/** The campaign of the Intune side, run after run; one that goes wrong tells its seed. */
import { startIntuneCampaign } from './campaign.ts';

const mostProblems = 5;

/** True when none was wrong. */
export async function runIntuneCampaign({ runs, first }: { readonly runs: number; readonly first: number }): Promise<boolean> {
  const started = performance.now();
  const campaign = await startIntuneCampaign();
  const outcomes = new Map<string, number>();
  let wrong = 0;
  for (let seed = first; seed < first + runs; seed += 1) {
    const { exercise, failure, problems } = await campaign.run(seed);
    const outcome = `${exercise}: ${failure ?? 'complete'}`;
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
  return wrong === 0;
}
