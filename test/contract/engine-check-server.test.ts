/** Q7: the connection test says whether the address is that of one server, and whether a newer one could be used. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkLineSchema } from '../../shared/setup/engine-verbs.ts';
import { account, type EngineStage, raiseEngineStage } from '../builders/engine-stage.ts';

let stage: EngineStage;

beforeAll(async () => {
  stage = await raiseEngineStage({ devices: 10, exchange: { profile: 'mixed' } });
});

afterAll(() => stage.stop());

async function checked(exchange: { readonly type: 'on-premises' | 'hosted'; readonly server: string }) {
  const input = {
    exchange: { ...exchange, user: account },
    exchangePassword: stage.password,
    accountCertificate: null,
    only: ['exchange-reach', 'exchange-server'],
  };
  const { output, ended } = stage.spawn(['check', '--json'], JSON.stringify(input));
  const exit = await ended;
  const lines = output()
    .trim()
    .split('\n')
    .map((line) => checkLineSchema.parse(JSON.parse(line)));
  return { exit, results: lines.flatMap((line) => (line.kind === 'check' ? [line.result] : [])) };
}

describe('which server the connection test was given (Q7)', () => {
  it.each([
    [
      'an older one',
      'cas1.contoso.test',
      { verdict: 'warn', error: { code: 'exchange.server-older', params: { newest: 'cas3.contoso.test' } } },
    ],
    ['the newest one', 'CAS3.contoso.test', { verdict: 'pass' }],
    [
      'a name that no server has',
      'outlook.contoso.test',
      { verdict: 'warn', error: { code: 'exchange.server-alias', params: { server: 'outlook.contoso.test' } } },
    ],
  ] as const)('%s: %s', async (_, server, result) => {
    const { exit, results } = await checked({ type: 'on-premises', server });

    expect(exit).toBe(0);
    expect(results).toMatchObject([
      { id: 'exchange-reach', verdict: 'pass' },
      { id: 'exchange-server', ...result },
    ]);
  });

  it('a hosted address stands for whatever is behind it: nothing is said', async () => {
    const { results } = await checked({ type: 'hosted', server: 'https://outlook.contoso.test/PowerShell' });

    expect(results.map(({ id }) => id)).toEqual(['exchange-reach']);
  });
});
