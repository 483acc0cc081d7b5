/** A sample of the seeded fault campaign of the Exchange side; `npm run campaign -- --side exchange` runs all of it. */
import { afterAll, describe, expect, it } from 'vitest';
import { startExchangeCampaign } from '../campaign/exchange/campaign.ts';
import { Ledger, type Scene } from '../campaign/exchange/ledger.ts';
import type { MailboxWrite } from '../simulators/exchange/state.ts';
import { powershells } from './exchange-fixture.ts';

/** All of Exchange 2016, so that sessions can be lent; none has a load quota, which goes by the speed of the machine. */
const seeds = [14, 27, 28, 32, 59, 128, 240];

const [first] = powershells();
const campaign = startExchangeCampaign(first?.path ?? '');
afterAll(() => campaign.stop());

describe('synchronizations while Exchange fails', { timeout: 900_000 }, () => {
  it('X3, B17: change nobody else’s entry, write nothing twice, leave no shell, and end with Exchange as decided', async () => {
    const outcomes = [];
    for (const seed of seeds) outcomes.push(await campaign.run(seed));
    const ends = outcomes.flatMap((outcome) => outcome.ends);
    process.stdout.write(`${outcomes.length} runs: ${ends.join(', ')}\n`);

    expect(outcomes.filter(({ problems }) => problems.length > 0)).toEqual([]);
    expect(new Set(ends).size).toBeGreaterThan(3);
    expect(outcomes.reduce((sum, { writes }) => sum + writes, 0)).toBeGreaterThan(seeds.length);
  });
});

describe('the judge of changes', () => {
  const decided: Scene = { isDecided: () => true, isLagging: false };
  const settings = { activeSyncEnabled: true, policy: null, whenChanged: '', blocked: [] };
  const write = (before: readonly string[], after: readonly string[]): MailboxWrite => ({
    index: 0,
    before: { ...settings, allowed: before },
    after: { ...settings, allowed: after },
    asked: null,
  });
  const asking = (...allowed: readonly string[]) => ({ allowed, blocked: [] });
  const house = () => {
    const ledger = new Ledger([{ index: 0, list: 'allowed', deviceId: 'THEIRS' }]);
    ledger.beginSync();
    return ledger;
  };

  it('is content with an addition that was decided, and with its removal', () => {
    const ledger = house();

    expect(ledger.ours(write(['THEIRS'], ['THEIRS', 'A']), asking('A'), decided)).toEqual([]);
    ledger.beginSync();
    expect(ledger.ours(write(['THEIRS', 'A'], ['THEIRS']), asking(), decided)).toEqual([]);
    expect(ledger.missing(() => ({ allowed: ['theirs'], blocked: [] }))).toEqual([]);
  });

  it.each([
    ['takes off what somebody else put there', (ledger: Ledger) => ledger.ours(write(['THEIRS'], []), asking(), decided), 'was taken off'],
    [
      'adds what was not decided',
      (ledger: Ledger) => ledger.ours(write([], ['A']), asking('A'), { ...decided, isDecided: () => false }),
      'not decided',
    ],
    [
      'asks for what somebody else has put there',
      (ledger: Ledger) => ledger.ours(write(['THEIRS'], ['THEIRS']), asking('THEIRS'), decided),
      'somebody else has put',
    ],
    [
      'asks twice in one synchronization',
      (ledger: Ledger) => [
        ...ledger.ours(write([], ['A']), asking('A'), decided),
        ...ledger.ours(write(['A'], ['A']), asking('A'), decided),
      ],
      'asked for twice',
    ],
    [
      'asks again for what it has put there',
      (ledger: Ledger) => {
        ledger.ours(write([], ['A']), asking('A'), decided);
        ledger.beginSync();
        return ledger.ours(write(['A'], ['A']), asking('A'), decided);
      },
      'put there already',
    ],
    [
      'loses an entry of somebody else in any other way',
      (ledger: Ledger) => ledger.missing(() => ({ allowed: [], blocked: [] })),
      'is gone',
    ],
  ])('is not content with an engine that %s', (_, act, problem) => {
    expect(act(house()).join()).toContain(problem);
  });
});
