/** A sample of the kill marathon, one kill of each victim; `npm run campaign -- --kill` goes on for half an hour. */
import { describe, expect, it } from 'vitest';
import { KillMarathon, victims } from '../campaign/exchange/kills.ts';

describe('PowerShell, the endpoint or the engine killed in the middle of a synchronization', { timeout: 900_000 }, () => {
  it('X1: leave no process, leave no more shells than are allowed, and the next synchronization brings Exchange to what was decided', async () => {
    const marathon = await KillMarathon.raise(4711);
    const kills = [];
    for (const victim of victims) kills.push(await marathon.kill(victim));
    const wrong = await marathon.finish();
    await marathon.end();
    for (const { victim, after, shells } of kills) process.stdout.write(`${victim} killed after ${after} ms: ${shells} shells\n`);

    expect(kills.map(({ struck }) => struck)).toEqual([true, true, true]);
    expect([...kills.flatMap((kill) => kill.wrong), ...wrong]).toEqual([]);
  });
});
