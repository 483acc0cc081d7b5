/** How often listeners hear of a run (B9). */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SyncProgress } from '../../../../shared/sync-report.ts';
import { standInOrganization } from '../../../builders/stand-ins.ts';

let house: ReturnType<typeof standInOrganization>;

beforeEach(() => {
  house = standInOrganization(20);
});

/** Of the writes, each of which takes so many milliseconds. */
async function toldOfWrites(milliseconds: number): Promise<readonly number[]> {
  house.exchange.interfere.with = async (call) => {
    if (call === 'before write') await house.clock.sleep(milliseconds);
  };
  const told: SyncProgress[] = [];
  await house.newRunner().full({ replaceConnector: false }, new AbortController().signal, (progress) => void told.push(progress));
  return told.filter(({ stage }) => stage === 'write').map(({ done }) => done);
}

describe('the progress of a run (B9)', () => {
  it('is told of each change where changes are slow', async () => {
    expect(await toldOfWrites(1000)).toEqual(Array.from({ length: 21 }, (_, index) => index));
  });

  it('is told four times a second where they are fast, and when all are done', async () => {
    expect(await toldOfWrites(100)).toEqual([0, 3, 6, 9, 12, 15, 18, 20]);
  });

  it('names how many were read before it tells of the next stage', async () => {
    const told: SyncProgress[] = [];
    await house.newRunner().full({ replaceConnector: false }, new AbortController().signal, (progress) => void told.push(progress));

    const read = told.filter(({ stage }) => stage === 'gather-exchange').map(({ done }) => done);
    expect([read[0], read.at(-1)]).toEqual([0, 20]);
  });
});
