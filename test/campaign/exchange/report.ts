/** The campaign of the Exchange side, run after run; one that goes wrong tells its seed and how to see it again. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { powershellVariable } from '../../../shared/places.ts';
import { createRandom } from '../../simulators/world/random.ts';
import { type RunOutcome, startExchangeCampaign } from './campaign.ts';
import { drawKind, profiles } from './hazards.ts';

const mostProblems = 6;
/** Runs at the same time, each with an Exchange of its own: PowerShell and its endpoint mostly wait for each other. */
const lanes = 2;

/** True when none was wrong. */
export async function runExchangeCampaign({ runs, first }: { readonly runs: number; readonly first: number }): Promise<boolean> {
  const started = performance.now();
  const waiting = grouped(first, runs);
  const outcomes: RunOutcome[] = [];
  const lane = async () => {
    const campaign = startExchangeCampaign(powershell());
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      const outcome = await campaign.run(seed);
      outcomes.push(outcome);
      tell(outcome, outcomes.length);
    }
    await campaign.stop();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  summarize(outcomes, Math.round((performance.now() - started) / 1000));
  return outcomes.every(({ problems }) => problems.length === 0);
}

/** By version, so that sessions can be lent from one run to the next; each run comes out the same in any order. */
function grouped(first: number, runs: number): number[] {
  const seeds = Array.from({ length: runs }, (_, index) => first + index);
  const groupOf = (seed: number) => profiles.indexOf(drawKind(createRandom(seed)).profile);
  return seeds.toSorted((one, other) => groupOf(one) - groupOf(other) || one - other);
}

/** The one that bootstrap named, or the built host; without one there is no campaign. */
export function powershell(): string {
  const named = process.env[powershellVariable];
  const built = join(import.meta.dirname, '..', '..', '..', '.cache', 'powershell-host', 'rehearsal-powershell');
  if (named !== undefined) return named;
  if (existsSync(built)) return built;
  throw new Error(`No PowerShell: name one in ${powershellVariable}.`);
}

function tell({ seed, kind, ends, problems }: RunOutcome, count: number): void {
  if (count % 25 === 0) say(`${count} runs`);
  if (problems.length === 0) return;
  say(`seed ${seed} (${kind.profile}, ${kind.account}): ${ends.join(', ')}`);
  for (const problem of problems.slice(0, mostProblems)) say(`  ${problem}`);
  say(`  again: npm run campaign -- --side exchange --runs 1 --seed ${seed}`);
}

function summarize(outcomes: readonly RunOutcome[], seconds: number): void {
  const count = (names: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const [name, times] of [...counts].toSorted()) say(`${String(times).padStart(6)} ${name}`);
  };
  count(outcomes.flatMap(({ ends }) => ends.map((end) => `synchronizations: ${end}`)));
  count(outcomes.map(({ kind }) => `runs on ${kind.profile}`));
  const sum = (of: (outcome: RunOutcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
  const wrong = outcomes.filter(({ problems }) => problems.length > 0).map(({ seed }) => seed);
  say(
    `${sum(({ struck }) => struck)} faults spent, ${sum(({ writes }) => writes)} changes of mailboxes, ${sum(({ opened }) => opened)} sessions opened`,
  );
  if (wrong.length > 0) say(`wrong seeds: ${wrong.toSorted((one, other) => one - other).join(' ')}`);
  say(`${outcomes.length} runs, ${wrong.length} wrong, ${seconds} s`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
