import { describe, expect, it } from 'vitest';
import { deviceRecord, errorOf, mailboxRecord, parseReply } from '../../../../../engine/adapters/exchange-powershell/schema.ts';

const device = {
  record: 'device',
  guid: '11111111-2222-4333-8444-555555555555',
  owner: 'CN=Ann,DC=contoso',
  deviceId: 'ABC123',
  friendlyName: '\u2019$(calc)\r\n',
  type: 'iPhone',
  model: '',
  system: '',
  userAgent: '',
  state: 'Quarantined',
  stateReason: 'Global',
  firstSync: '2026-01-02T03:04:05.6789012Z',
  changed: '',
};

function reply(records: readonly unknown[], count = records.length) {
  return {
    id: 1,
    records: records.map((record) => (typeof record === 'string' ? record : JSON.stringify(record))),
    count,
    status: 'ok' as const,
  };
}

describe('records of the PowerShell module', () => {
  it('passes texts of a phone unchanged and brings the date to milliseconds', () => {
    expect(parseReply(reply([device]), deviceRecord).records[0]).toMatchObject({
      friendlyName: '\u2019$(calc)\r\n',
      state: 'quarantined',
      firstSync: '2026-01-02T03:04:05.678Z',
    });
  });

  it.each([
    ['DeviceDiscovery', 'discovery'],
    ['Allowed', 'allowed'],
    ['Blocked', 'blocked'],
    ['SomethingNew', 'unknown'],
  ])('reads the access state %s as %s', (state, expected) => {
    expect(parseReply(reply([{ ...device, state, firstSync: '' }]), deviceRecord).records[0]).toMatchObject({
      state: expected,
      firstSync: null,
    });
  });

  it('keeps warnings apart from records', () => {
    const answer = parseReply(reply([{ record: 'warning', text: 'Micro delay applied.' }, device]), deviceRecord);

    expect(answer.warnings).toEqual(['Micro delay applied.']);
    expect(answer.records).toHaveLength(1);
  });

  it.each([
    ['one record fewer than counted', reply([device], 2)],
    ['one record more than counted', reply([device, device], 1)],
    ['a line that is not JSON', reply(['{"record":'])],
    ['a field that is missing', reply([{ ...device, owner: undefined }])],
    ['a field that nobody knows', reply([{ ...device, extra: '' }])],
    ['an empty device id', reply([{ ...device, deviceId: '' }])],
    ['another kind of record', reply([{ ...device, record: 'mailbox' }])],
    ['no object', reply(['[]'])],
  ])('refuses the whole reply for %s', (_, broken) => {
    expect(() => parseReply(broken, deviceRecord)).toThrow('exchange.reply-invalid');
  });

  it('refuses a mailbox without a name, by which its devices could not be found', () => {
    const mailbox = {
      record: 'mailbox',
      guid: device.guid,
      name: '',
      displayName: '',
      address: '',
      activeSyncEnabled: true,
      allowed: [],
      blocked: [],
      changed: '',
    };

    expect(() => parseReply(reply([mailbox]), mailboxRecord)).toThrow('exchange.reply-invalid');
  });

  it('finds the error of a failed reply, and none where none is told', () => {
    const error = { record: 'error', id: 'X', category: '', reason: '', type: '', message: 'm', requestId: '', cmdlet: '', location: '' };

    expect(errorOf(reply([error]))).toMatchObject({ id: 'X' });
    expect(errorOf(reply([]))).toBeNull();
    expect(errorOf(reply([device]))).toBeNull();
  });
});
