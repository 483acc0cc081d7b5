import { describe, expect, it } from 'vitest';
import { toDevice } from '../../../../../engine/adapters/intune-graph/devices.ts';
import { managedDeviceSchema, timeOrNull } from '../../../../../engine/adapters/intune-graph/schema.ts';
import { addressesOf } from '../../../../../engine/adapters/intune-graph/scope.ts';

describe('a managed device', () => {
  it('with nothing but an id is neither managed nor compliant nor activated', () => {
    expect(toDevice(managedDeviceSchema.parse({ id: 'd1', complianceState: null }))).toMatchObject({
      id: 'd1',
      userId: null,
      easDeviceId: '',
      easActivated: false,
      managementState: '',
      complianceState: '',
      enrolledAt: null,
    });
  });

  it('without a user, as Intune writes it, belongs to nobody', () => {
    expect(toDevice(managedDeviceSchema.parse({ id: 'd1', userId: '' })).userId).toBeNull();
    expect(toDevice(managedDeviceSchema.parse({ id: 'd1', userId: 'not an id' })).userId).toBeNull();
  });

  it('without an id is refused', () => {
    expect(managedDeviceSchema.safeParse({ deviceName: 'phone' }).success).toBe(false);
    expect(managedDeviceSchema.safeParse({ id: '' }).success).toBe(false);
  });

  it.each([
    ['0001-01-01T00:00:00Z', null],
    ['9999-12-31T23:59:59Z', null],
    ['', null],
    ['yesterday', null],
    ['2026-11-20T10:00:00Z', '2026-11-20T10:00:00.000Z'],
    ['2026-11-20T10:00:00.1234567Z', '2026-11-20T10:00:00.123Z'],
  ])('time %s is %s', (text, expected) => {
    expect(timeOrNull(text)).toBe(expected);
  });
});

describe('the addresses of a user', () => {
  it('are in lower case, the primary one first, each once, and only SMTP', () => {
    const user = {
      mail: 'Anna@Contoso.test',
      proxyAddresses: ['smtp:second@contoso.test', 'X500:/o=Contoso/cn=anna', 'SMTP:Anna@contoso.test', 'sip:anna@contoso.test'],
      userPrincipalName: 'u00001@contoso.test',
    };

    expect(addressesOf(user)).toEqual(['anna@contoso.test', 'second@contoso.test', 'u00001@contoso.test']);
  });

  it('are none for a user without any', () => {
    expect(addressesOf({ mail: '', proxyAddresses: [], userPrincipalName: 'guest' })).toEqual([]);
  });
});
