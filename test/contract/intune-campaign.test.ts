/** A sample of the seeded fault campaign of the Intune side; `npm run campaign -- --side intune` runs all of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IntuneCampaign, startIntuneCampaign } from '../campaign/intune/campaign.ts';
import { wrongWith } from '../campaign/intune/moments.ts';

const runs = 200;
/** Eight seconds by itself; beside other lanes on a small machine several times that. */
const patience = { timeout: 150_000 };
let campaign: IntuneCampaign;

beforeAll(async () => {
  campaign = await startIntuneCampaign();
});
afterAll(() => campaign.stop());

describe('walks, batches, changes and synchronizations through faults, while the tenant changes', () => {
  it('are true where they report complete, leave everything as it was where they fail, and no token in a log', patience, async () => {
    const outcomes = [];
    for (let seed = 1; seed <= runs; seed += 1) outcomes.push(await campaign.run(seed));

    expect(outcomes.filter(({ problems }) => problems.length > 0)).toEqual([]);
    expect(new Set(outcomes.map(({ exercise }) => exercise))).toEqual(
      new Set(['devices', 'scope', 'devices of users', 'devices by id', 'changes', 'synchronization']),
    );
    expect(outcomes.filter(({ failure }) => failure === null).length).toBeGreaterThan(runs / 4);
    expect(outcomes.filter(({ failure }) => failure !== null).length).toBeGreaterThan(runs / 10);
  });
});

describe('the judge of a walk', () => {
  const before = new Map([
    ['still', 'a'],
    ['changes', 'b'],
    ['leaves', 'c'],
  ]);
  const after = new Map([
    ['still', 'a'],
    ['changes', 'B'],
    ['comes', 'd'],
  ]);
  const row = (id: string, text: string) => ({ id, text });

  it('takes rows that changed in any of the forms they had, and misses none that came or went', () => {
    expect(wrongWith([row('still', 'a'), row('changes', 'b')], [before, after])).toEqual([]);
    expect(wrongWith([row('still', 'a'), row('changes', 'B'), row('leaves', 'c'), row('comes', 'd')], [before, after])).toEqual([]);
  });

  it.each([
    ['misses a row that stood still', [row('changes', 'b')], 'is missing'],
    ['tells a row as it never was', [row('still', 'a'), row('changes', 'x')], 'was never so'],
    ['tells of somebody who never was', [row('still', 'a'), row('nobody', 'a')], 'was never so'],
    ['tells a row twice', [row('still', 'a'), row('still', 'a')], 'came twice'],
  ])('is not content with a walk that %s', (_, given, problem) => {
    expect(wrongWith(given, [before, after]).join()).toContain(problem);
  });
});
