/**
 * Q6, W5: what used to end in "(400) Bad Request" has a name, with cause and cure in both languages: at sign-in with the account
 * certificate, and at the administrator's own sign-in, by browser and by code.
 */
import { X509Certificate } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { signIn } from '../../engine/adapters/intune-graph/sign-in.ts';
import { signInPage } from '../../engine/cli/sign-in-page.ts';
import type { CheckResult } from '../../shared/checks.ts';
import type { AppError } from '../../shared/errors.ts';
import { systemClock } from '../../shared/host/clock.ts';
import { translator } from '../../shared/i18n/translate.ts';
import type { SignInLine, SignInMethod } from '../../shared/setup/engine-verbs.ts';
import { roleTemplates } from '../simulators/intune/administrator.ts';
import { intunePlan } from '../simulators/intune/plans.ts';
import type { IntuneSimulator } from '../simulators/intune/server.ts';
import { createClientCertificate } from '../simulators/intune/tls.ts';
import { errorOf, type IntuneFixture, requestsTo, signal, startIntune } from './intune-fixture.ts';

const day = 86_400_000;
const basicMobility = '882e1d05-acd1-4ccb-8708-6ee03664b117';
const languages = [translator('en'), translator('nl')];

let intune: IntuneFixture;

afterEach(() => intune.stop());

function expectWords({ code, params }: AppError): void {
  for (const t of languages)
    for (const part of ['title', 'cause', 'cure'] as const) expect(t(`error.${code}.${part}`, params)).not.toMatch(/^error\.|\{\{/);
}

describe('sign-in with the account certificate', () => {
  it('a wrong tenant, and an application that is not there, are told apart', async () => {
    intune = await startIntune();
    const elsewhere = '00000000-0000-4000-a000-00000000000e';

    const tenant = await errorOf(intune.open({ ...intune.certificate, tenantId: elsewhere }).probe(signal()));
    const client = await errorOf(intune.open({ ...intune.certificate, clientId: elsewhere }).probe(signal()));

    expect([tenant.code, client.code]).toEqual(['intune.tenant-unknown', 'intune.application-unknown']);
    expect(client.detail).toMatch(/trace-id [0-9a-f-]{36} correlation-id [0-9a-f-]{36}/);
    for (const error of [tenant, client]) expectWords(error);
    for (const t of languages) expect(t('error.intune.tenant-unknown.cause', tenant.params)).toContain(elsewhere);
  });

  it('a certificate that has expired and is refused for it: account-certificate.expired with its day', async () => {
    const notAfter = new Date(Date.now() - 10 * day);
    intune = await startIntune(undefined, await createClientCertificate({ notBefore: new Date(Date.now() - 400 * day), notAfter }));

    const error = await errorOf(intune.directory.probe(signal()));

    expect(error).toMatchObject({ code: 'account-certificate.expired', params: { until: notAfter.toISOString().slice(0, 10) } });
    expectWords(error);
  });

  it('W5 it is proved by RSA-2048 with PS256: what another key signed, or another certificate than the registered one, is refused', async () => {
    intune = await startIntune();
    const other = await createClientCertificate();
    const { publicKey } = new X509Certificate(other.certificate);
    const refusals = [
      { ...intune.certificate, privateKey: other.privateKey },
      { ...intune.certificate, ...other },
    ];

    expect([publicKey.asymmetricKeyType, publicKey.asymmetricKeyDetails?.modulusLength]).toEqual(['rsa', 2048]);
    for (const certificate of refusals)
      expect(await errorOf(intune.open(certificate).probe(signal()))).toMatchObject({ code: 'intune.certificate-refused' });
    intune.simulator.registerCertificate(other.certificate);
    expect(await intune.open({ ...intune.certificate, ...other }).probe(signal())).toMatchObject({ mdmAuthority: 'intune' });
  });

  it('a permission that nobody consented to is named', async () => {
    intune = await startIntune();
    intune.simulator.setRoles(['User.Read.All']);

    const error = await errorOf(intune.directory.probe(signal()));

    expect(error).toMatchObject({ code: 'intune.permission-missing', params: { permission: 'Organization.Read.All' } });
    expectWords(error);
  });
});

const person = {
  browser: (line: SignInLine) => line.kind === 'browser' && intune.simulator.approveBrowser(line.address),
  code: (line: SignInLine) => line.kind === 'code' && intune.simulator.approve(line.userCode),
} as const;

async function signedIn(method: SignInMethod): Promise<readonly CheckResult[]> {
  const options = { certificate: intune.certificate, proxy: null, clock: systemClock, method, page: signInPage };
  for await (const line of signIn(options, signal())) {
    await person[method](line);
    if (line.kind === 'signed-in') return line.tenant.checks;
    if (line.kind === 'failed') throw new Error(JSON.stringify(line.error));
  }
  throw new Error('the sign-in told nothing');
}

type Change = (simulator: IntuneSimulator) => void;
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

describe('the sign-in of the administrator', () => {
  it.each<[string, SignInMethod, Change, CheckResult['id'], CheckResult['verdict'], AppError['code']]>([
    ['without a role', 'code', (one) => one.setAdministrator({ roles: [] }), 'intune-role', 'fail', 'intune.role-missing'],
    [
      'with another role',
      'browser',
      (one) => one.setAdministrator({ roles: [roleTemplates.globalReader] }),
      'intune-role',
      'fail',
      'intune.role-missing',
    ],
    [
      'without a licence',
      'browser',
      (one) => one.setAdministrator({ assignedPlans: [] }),
      'intune-licence',
      'fail',
      'intune.licence-administrator',
    ],
    [
      'to a tenant without a licence',
      'code',
      (one) => one.setTenant({ assignedPlans: [] }),
      'intune-licence',
      'fail',
      'intune.licence-missing',
    ],
    [
      'to a tenant with Basic Mobility only',
      'code',
      (one) => one.setTenant({ assignedPlans: [intunePlan('Enabled', basicMobility)] }),
      'intune-licence',
      'fail',
      'intune.licence-missing',
    ],
    [
      'to a tenant whose subscription is locked out',
      'code',
      (one) => one.setTenant({ subscription: 'lockedOut' }),
      'intune-licence',
      'fail',
      'intune.licence-missing',
    ],
    [
      'to a tenant that another authority manages',
      'browser',
      (one) => one.setTenant({ mdmAuthority: 'sccm' }),
      'intune-authority',
      'fail',
      'intune.authority-wrong',
    ],
    [
      'to a tenant that is not synchronized',
      'code',
      (one) => one.setTenant({ directorySync: null }),
      'directory-sync',
      'fail',
      'intune.directory-sync-off',
    ],
    [
      'to a tenant that was synchronized a day ago',
      'browser',
      (one) => one.setTenant({ lastDirectorySync: hoursAgo(25) }),
      'directory-sync',
      'warn',
      'intune.directory-sync-stale',
    ],
  ])('%s, by %s: the check tells it, with its cure', async (_, method, change, id, verdict, code) => {
    intune = await startIntune();
    change(intune.simulator);

    const checks = await signedIn(method);

    const wrong = checks.filter((check) => check.error !== undefined);
    expect(wrong).toMatchObject([{ id, verdict, error: { code } }]);
    for (const { error } of wrong) if (error !== undefined) expectWords(error);
  });

  it('asks Intune nothing in a tenant without a licence', async () => {
    intune = await startIntune();
    intune.simulator.setTenant({ assignedPlans: [] });

    await signedIn('code');

    expect(requestsTo(intune, '/v1.0/deviceManagement')).toBe(0);
  });
});
