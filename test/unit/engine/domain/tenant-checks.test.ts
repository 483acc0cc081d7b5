import { describe, expect, it } from 'vitest';
import type { AdministratorState, TenantState } from '../../../../engine/domain/intune.ts';
import { certificateLife, judgeCertificate, judgeSignedIn, judgeTenant } from '../../../../engine/domain/tenant-checks.ts';

const now = new Date('2026-11-20T12:00:00Z');
const tenant: TenantState = {
  tenantId: 't',
  name: 'Contoso',
  mdmAuthority: 'intune',
  directorySync: true,
  lastDirectorySync: '2026-11-20T11:40:00Z',
  isLicensed: true,
  subscription: 'active',
};
const administrator: AdministratorState = {
  name: 'admin@contoso.test',
  isLicensed: true,
  roles: [{ name: 'Intune Administrator', mayManageIntune: true }],
};

const verdicts = (checks: readonly { readonly id: string; readonly verdict: string }[]) =>
  Object.fromEntries(checks.map(({ id, verdict }) => [id, verdict]));

describe('Q6 the tenant', () => {
  it.each([
    ['2026-11-20T11:40:00Z', 'pass'],
    ['2026-11-20T09:00:01Z', 'pass'],
    ['2026-11-20T09:00:00Z', 'warn'],
    ['2026-11-01T00:00:00Z', 'warn'],
    ['2026-11-20T13:00:00Z', 'pass'],
    [null, 'unknown'],
  ])('synchronized at %s: %s', (lastDirectorySync, verdict) => {
    expect(verdicts(judgeTenant({ ...tenant, lastDirectorySync }, now))).toMatchObject({ 'directory-sync': verdict });
  });

  it.each([
    ['active', 'pass'],
    ['warning', 'warn'],
    ['lockedOut', 'fail'],
    ['something new', 'fail'],
    [null, 'pass'],
  ])('with a subscription that is %s: %s', (subscription, verdict) => {
    expect(verdicts(judgeTenant({ ...tenant, subscription }, now))).toMatchObject({ 'intune-licence': verdict });
  });
});

describe('Q6 what was found', () => {
  it.each([
    ['intune', 'authority-intune'],
    ['sccm', 'authority-sccm'],
    ['office365', 'authority-office365'],
    ['unknown', 'authority-unknown'],
  ] as const)('of an authority %s is told in words of each language: %s', (mdmAuthority, key) => {
    const found = judgeTenant({ ...tenant, mdmAuthority }, now).find(({ id }) => id === 'intune-authority');

    expect(found?.measured).toEqual([{ key, params: {} }]);
  });

  it('of a subscription that Intune does not tell is said so', () => {
    const found = judgeTenant({ ...tenant, subscription: null }, now).find(({ id }) => id === 'intune-licence');

    expect(found?.measured).toEqual([{ key: 'subscription-untold', params: {} }]);
  });
});

describe('Q6 who signed in', () => {
  it('roles that Graph does not show are unknown, not missing', () => {
    expect(verdicts(judgeSignedIn(tenant, { ...administrator, roles: null }, now))).toMatchObject({ 'intune-role': 'unknown' });
  });

  it('without a role Intune does not tell its authority: that is unknown, not wrong', () => {
    const kept = judgeSignedIn({ ...tenant, mdmAuthority: 'unknown', subscription: null }, { ...administrator, roles: [] }, now);

    expect(verdicts(kept)).toMatchObject({ 'intune-role': 'fail', 'intune-authority': 'unknown' });
    expect(verdicts(judgeSignedIn({ ...tenant, mdmAuthority: 'unknown' }, administrator, now))).toMatchObject({
      'intune-authority': 'fail',
    });
  });
});

describe('the account certificate', () => {
  it.each([
    ['2027-01-20T00:00:00Z', 61, 'good', 'pass', undefined],
    ['2027-01-19T12:00:00Z', 60, 'renew', 'warn', 'account-certificate.expiring'],
    ['2026-11-20T12:00:01Z', 1, 'renew', 'warn', 'account-certificate.expiring'],
    ['2026-11-20T12:00:00Z', 0, 'expired', 'fail', 'account-certificate.expired'],
    ['2026-11-01T00:00:00Z', -19, 'expired', 'fail', 'account-certificate.expired'],
  ])('that ends at %s has %i days left: %s', (end, daysLeft, state, verdict, code) => {
    const life = certificateLife(new Date(end), now);

    expect(life).toEqual({ until: new Date(end).toISOString(), daysLeft, state });
    const check = judgeCertificate(life);
    expect([check.verdict, check.error?.code]).toEqual([verdict, code]);
  });
});
