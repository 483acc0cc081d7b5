/** Which policy is in force (A2): Graph's, the file's, or the last good one. */
import { beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../../shared/errors.ts';
import { policyParts } from '../../../builders/domain.ts';
import { standInOrganization } from '../../../builders/stand-ins.ts';

let house: ReturnType<typeof standInOrganization>;
const never = new AbortController().signal;
const refused = new Failure('policy.unavailable', { params: { status: 410 } });

beforeEach(() => {
  house = standInOrganization(6);
});

function full() {
  return house.newRunner().full({ replaceConnector: false }, never, () => undefined);
}

function refuse(failure: Failure | null): void {
  house.directory.interfere.with = (call) => {
    if (call === 'policy' && failure !== null) throw failure;
  };
}

function file(change: { readonly enabled?: boolean; readonly level?: string } = {}): string {
  const { enabled = true, level = 'block' } = change;
  const conditionalAccessSettings = { enabled, includedGroups: [], excludedGroups: [], overrideDefaultRule: true };
  return JSON.stringify({ conditionalAccessSettings, exchangeOnPremisesPolicy: { defaultAccessLevel: level, accessRules: [] } });
}

describe('the policy in force', () => {
  it('is that of Graph where it answers, whatever the file says', async () => {
    house.policyFile.text = file({ enabled: false });

    expect(await full()).toMatchObject({ outcome: 'ok', writes: 6, policy: { number: 1, origin: 'graph' } });
  });

  it('is that of the file when Graph refuses, and explain and status tell so', async () => {
    refuse(refused);
    house.policyFile.text = file();

    expect(await full()).toMatchObject({ outcome: 'ok', writes: 6, policy: { number: 1, origin: 'file' } });
    expect(house.store.policies.current()).toMatchObject({ origin: 'file', policy: { defaultLevel: 'block' } });
    expect(house.store.state.explain('Phone0')[0]?.evidence[0]).toEqual({ key: 'policy', answer: 'yes', fact: 'enabled; 1, file' });
  });

  it('takes the Exchange part from the file when Graph has only the other', async () => {
    house.directory.parts = { ...policyParts(), exchange: null };
    house.policyFile.text = file({ enabled: false, level: 'quarantine' });

    await full();

    expect(house.store.policies.current()).toMatchObject({
      origin: 'graph-and-file',
      policy: { enabled: true, defaultLevel: 'quarantine' },
    });
  });

  it('is never that of the file because Graph is slow or broken: then nothing is decided anew', async () => {
    house.policyFile.text = file({ enabled: false });
    refuse(new Failure('intune.unreachable', { retry: 'later' }));

    expect(await full()).toMatchObject({ outcome: 'failed', writes: 0, error: { code: 'intune.unreachable' } });
    expect(house.store.policies.current()).toBeNull();
  });

  it('is nowhere when Graph refuses and there is no file: nothing is written', async () => {
    await full();
    refuse(refused);

    expect(await full()).toMatchObject({ outcome: 'failed', writes: 0, error: { code: 'policy.unavailable' } });
  });

  it('stays the last good one when the file is broken, and the report tells line and reason', async () => {
    refuse(refused);
    house.policyFile.text = file();
    await full();
    house.policyFile.text = '{\n "conditionalAccessSettings": 7 }';

    expect(await full()).toMatchObject({
      outcome: 'ok',
      policy: { number: 1, origin: 'file' },
      policyProblem: { code: 'policy.invalid', params: { line: 2, path: 'policy.json' } },
    });
  });

  it('is none when the file is broken and there was none before', async () => {
    refuse(refused);
    house.policyFile.text = '{';

    expect(await full()).toMatchObject({ outcome: 'failed', writes: 0, error: { code: 'policy.invalid' } });
  });

  it('gets a new number only when it differs, with the difference', async () => {
    await full();
    const first = house.store.policies.current();
    await full();
    house.directory.parts = policyParts({ defaultLevel: 'block', includedGroups: ['g'] });
    await full();

    expect(first).toMatchObject({ number: 1, changes: [{ key: 'first' }] });
    expect(house.store.policies.current()).toMatchObject({
      number: 2,
      changes: [{ key: 'included-added', params: { group: 'g' } }, { key: 'default-level' }],
    });
  });
});
