/** Calls of Set-CASMailbox for each mailbox that changed, over one whole first synchronization by set-up and engine: 1 when writes are merged. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram, unattendedSetup } from '../rehearsal/programs.ts';
import { raiseStage, rehearsalAccount } from '../rehearsal/stage.ts';
import { type Benchmark, rounded } from './benchmark.ts';

const devices = 400;

export const exchangeWrites: Benchmark = async () => {
  const data = mkdtempSync(join(tmpdir(), 'ec-bench-'));
  const exchangePassword = randomBytes(12).toString('base64url');
  const stage = await raiseStage({ data, devices, seed: 1, exchangePassword });
  try {
    const answers = join(data, 'answers.json');
    const exchange = { type: 'on-premises', server: stage.server, user: rehearsalAccount };
    writeFileSync(answers, JSON.stringify({ exchange, mode: 'enforce', newBlockLimitPercent: 100, language: 'en' }));
    const ended = await runProgram(
      unattendedSetup,
      ['install', '--answers', answers],
      stage.environment,
      JSON.stringify({ exchangePassword }),
    );
    if (ended.code !== 0) throw new Error(`set-up ended with ${ended.code}: ${ended.output} ${ended.problems}`);
    const entries = stage.rehearsal.requestLog.entries();
    const calls = entries.flatMap((entry) =>
      entry.side === 'exchange' && entry.cmdlet === 'Set-CASMailbox' ? [entry.parameters['Identity']] : [],
    );
    const changed = new Set(calls);
    return {
      name: 'exchange-writes',
      ratio: rounded(calls.length / changed.size),
      aim: 1,
      floor: 1,
      detail: { devices, calls: calls.length, changedMailboxes: changed.size },
    };
  } finally {
    await runProgram(unattendedSetup, ['stop'], stage.environment);
    await stage.rehearsal.stop();
    rmSync(data, { recursive: true, force: true });
  }
};
