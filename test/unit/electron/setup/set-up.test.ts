import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SetUp } from '../../../../electron/setup/set-up.ts';
import { toAppError } from '../../../../shared/errors.ts';
import { answersSchema } from '../../../../shared/setup/answers.ts';
import { setupHostAt } from '../../../builders/setup-host.ts';

let home = '';
beforeEach(() => {
  home = join(mkdtempSync(join(tmpdir(), 'ec-service-')), 'connector');
});
afterEach(() => rmSync(join(home, '..'), { recursive: true, force: true }));

const answers = answersSchema.parse({ exchange: { type: 'on-premises', server: 'cas01', user: 'D\\u' } });

/** Without an account certificate: connecting ends with that, once it has its turn. */
function service(): SetUp {
  const nobody = (): void => undefined;
  const listener = { setup: nobody, signIn: nobody, hop: nobody, preview: nobody };
  return new SetUp({ host: setupHostAt(home).host, listener, version: '1.0.0', openPage: async () => undefined });
}

const given = { 'exchange-password': 'p' };

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (thrown: unknown) => toAppError(thrown).code,
  );
}

describe('long work of set-up', () => {
  it('is cancelled by its kind: leaving the checks does not end connecting', async () => {
    const setup = service();
    const connecting = codeOf(setup.installation.connect(answers, given));
    const checks = codeOf(setup.testing.connectionChecks(answers, null));
    setup.cancel('checks');

    expect(await Promise.all([connecting, checks])).toEqual(['account-certificate.missing', 'cancelled']);
  });

  it('W6 is cancelled wholly: what waits for its turn is not begun', async () => {
    const setup = service();
    const both = Promise.all([codeOf(setup.installation.connect(answers, given)), codeOf(setup.installation.connect(answers, given))]);
    await setup.installation.cancel();

    expect((await both)[1]).toBe('cancelled');
  });

  it('of a set-up that is left ends, sign-in too, and nothing stays on the disk', async () => {
    const setup = service();
    const work = [
      codeOf(setup.signIn.start({ method: 'code', proxy: null })),
      codeOf(setup.installation.connect(answers, given)),
      codeOf(setup.testing.connectionChecks(answers, null)),
    ];
    await setup.close();
    await Promise.all(work);

    expect(existsSync(home)).toBe(false);
  });
});
