/** Rows of bad input, each with the code that it must get. The table is printed, so that a reader of the run sees it. */
import { afterAll, expect, it } from 'vitest';
import { toAppError } from '../../../../../shared/errors.ts';

export type BadInput = readonly [what: string, code: string, act: () => unknown];

export function eachGetsItsCode(table: readonly BadInput[]): void {
  const seen: string[] = [];
  afterAll(() => {
    process.stdout.write(`${seen.join('\n')}\n`);
  });

  it.each(table)('%s is told as %s', async (what, code, act) => {
    const told = await codeOf(act);
    seen.push(`${what.padEnd(60)}${told}`);

    expect(told).toBe(code);
  });
}

/** `taken`: nothing was found wrong with it. */
async function codeOf(act: () => unknown): Promise<string> {
  try {
    await act();
    return 'taken';
  } catch (thrown) {
    return toAppError(thrown).code;
  }
}
