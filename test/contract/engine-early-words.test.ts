/** What a running engine tells before it keeps anybody from anything: a broken policy file (A2), a certificate that ends (W5). */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineConnection } from '../../shared/host/control-client.ts';
import { accountCertificateSchema } from '../../shared/setup/account-certificate.ts';
import { checkLineSchema } from '../../shared/setup/engine-verbs.ts';
import { account, type EngineStage, raiseEngineStage } from '../builders/engine-stage.ts';
import { createClientCertificate } from '../simulators/intune/tls.ts';

let stage: EngineStage;
let connection: EngineConnection;

beforeAll(async () => {
  stage = await raiseEngineStage({ devices: 10 });
  connection = (await stage.start()).connection;
});

afterAll(() => stage.stop());

const broken = '{\n  "conditionalAccessSettings": {\n    "enabled": "perhaps"\n  }\n}\n';
const good = JSON.stringify({
  conditionalAccessSettings: { enabled: true, includedGroups: [], excludedGroups: [], overrideDefaultRule: true },
});

async function said(...args: readonly string[]): Promise<string> {
  const { output, ended } = stage.spawn(args);
  await ended;
  return output();
}

/** The connection test, about the policy file alone. */
async function checked() {
  const exchange = { type: 'on-premises', server: 'cas1.contoso.test', user: account };
  const input = { exchange, exchangePassword: stage.password, accountCertificate: null, only: ['policy-file'] };
  const { output, ended } = stage.spawn(['check', '--json'], JSON.stringify(input));
  await ended;
  const lines = output()
    .trim()
    .split('\n')
    .map((line) => checkLineSchema.parse(JSON.parse(line)));
  return lines.flatMap((line) => (line.kind === 'check' ? [line.result] : []));
}

describe('a policy file (A2)', () => {
  it('that is not there is nothing to tell of', async () => {
    expect((await connection.call('status', {})).policyFileProblem).toBeNull();
    expect(await checked()).toEqual([]);
  });

  it('that is broken is told by status, policy and the connection test before any run needs it, with its line; mended, no more', async () => {
    writeFileSync(stage.places.policy, broken);
    const problem = { code: 'policy.invalid', params: { line: 3, path: stage.places.policy } };

    expect(await connection.call('status', {})).toMatchObject({ lastFull: null, policyFileProblem: problem });
    expect(await connection.call('policy', {})).toMatchObject({ inForce: null, problem });
    expect(await checked()).toMatchObject([{ id: 'policy-file', verdict: 'warn', error: problem }]);
    expect(await said('status')).toContain(`Line 3 of ${stage.places.policy} is wrong: `);

    writeFileSync(stage.places.policy, good);
    expect((await connection.call('status', {})).policyFileProblem).toBeNull();
    expect(await checked()).toMatchObject([{ id: 'policy-file', verdict: 'pass' }]);
    rmSync(stage.places.policy);
  });
});

describe('an account certificate that ends in 30 days (W5)', () => {
  it('is told by status with its day, and by a line in the log at each run', async () => {
    const notAfter = new Date(Date.now() + 30 * 86_400_000 - 60_000);
    const next = await createClientCertificate({ notBefore: new Date(Date.now() - 86_400_000), notAfter });
    const { intune } = stage.rehearsal;
    intune.registerCertificate(next.certificate);
    const value = JSON.stringify({ ...accountCertificateSchema.parse(JSON.parse(intune.accountCertificate)), ...next });
    await connection.call('storeSecret', { name: 'account-certificate', value });

    const report = await connection.call('syncFull', {});

    const day = notAfter.toISOString().slice(0, 10);
    expect(report.outcome).toBe('ok');
    expect((await connection.call('status', {})).accountCertificate).toMatchObject({ state: 'renew', daysLeft: 30 });
    expect(await said('status')).toContain(`The account certificate is valid until ${day}, for 30 more days.`);
    const log = readdirSync(stage.places.logs).map((name) => readFileSync(join(stage.places.logs, name), 'utf8'));
    expect(log.join('\n')).toMatch(/"daysLeft":30.*account certificate ends soon|account certificate ends soon.*"daysLeft":30/);
  });
});
