/** Kills PowerShell, the endpoint or the engine at random moments, and counts what they left behind. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKeyringSession } from '../../../build/bootstrap/private-session.mjs';
import { at } from '../../simulators/world/random.ts';
import { type Kill, KillMarathon, victims } from './kills.ts';

/** Each may cost a shell for a quarter of an hour. Of these the engine takes 14 at most, and would then rightly wait. */
const killsOfOneStage = 12;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function marathon(until: number, seed: number): Promise<readonly string[]> {
  const kills: Kill[] = [];
  const wrong: string[] = [];
  for (let stageSeed = seed; Date.now() < until; stageSeed += 1) {
    const stage = await KillMarathon.raise(stageSeed);
    for (let count = 0; count < killsOfOneStage && Date.now() < until; count += 1) {
      const began = performance.now();
      const kill = await stage.kill(at(victims, count % victims.length));
      kills.push(kill);
      wrong.push(...kill.wrong.map((what) => `stage ${stageSeed}, kill ${count}: ${what}`));
      say(
        `${kills.length} ${kill.victim} after ${kill.after} ms: ${kill.struck ? 'killed' : 'was gone'}, ${kill.shells} shells, ${Math.round((performance.now() - began) / 1000)} s ${kill.wrong.join('; ')}`,
      );
    }
    wrong.push(...(await stage.finish()).map((what) => `stage ${stageSeed}: ${what}`));
    await stage.end();
  }
  const struck = kills.filter((kill) => kill.struck);
  const most = Math.max(0, ...kills.map(({ shells }) => shells));
  const counts = victims.map((victim) => `${victim} ${struck.filter((kill) => kill.victim === victim).length}`);
  const orphans = wrong.filter((what) => what.includes('orphan')).length;
  say(`${struck.length} kills (${counts.join(', ')}), ${orphans} orphans, at most ${most} shells counted of 18, ${wrong.length} wrong`);
  return wrong;
}

/** True when nothing was left behind. Prints each kill and what was wrong. */
export async function runKillMarathon({ minutes, seed }: { readonly minutes: number; readonly seed: number }): Promise<boolean> {
  const keyring = mkdtempSync(join(tmpdir(), 'ec-campaign-keyring-'));
  const session = await openKeyringSession(keyring);
  Object.assign(process.env, session.environment);
  try {
    const wrong = await marathon(Date.now() + minutes * 60_000, seed);
    for (const line of wrong) say(`WRONG ${line}`);
    return wrong.length === 0;
  } finally {
    session.stop();
    rmSync(keyring, { recursive: true, force: true });
  }
}
