import { describe, expect, it } from 'vitest';
import type { AccessRule } from '../../../../engine/domain/exchange.ts';
import { verdictFor } from '../../../../engine/domain/verdict.ts';
import { device, mailbox } from '../../../builders/domain.ts';

const phone = device('A1');
const open = { defaultLevel: 'allow', rules: [] } as const;

function rule(level: AccessRule['level'], change: Partial<AccessRule> = {}): AccessRule {
  return { name: level, characteristic: 'DeviceType', query: 'iPhone', level, ...change };
}

describe("Exchange's own order (domain.md 7.2)", () => {
  it('asks first whether ActiveSync is on', () => {
    expect(verdictFor(phone, mailbox(1, { activeSyncEnabled: false, allowedDeviceIds: ['A1'] }), open)).toBe('blocked');
  });

  it('lets the personal block beat the personal allow, without case', () => {
    expect(verdictFor(phone, mailbox(1, { allowedDeviceIds: ['A1'], blockedDeviceIds: ['a1'] }), open)).toBe('blocked');
  });

  it('lets the personal allow beat a rule that blocks', () => {
    expect(verdictFor(phone, mailbox(1, { allowedDeviceIds: ['a1'] }), { defaultLevel: 'block', rules: [rule('block')] })).toBe('allowed');
  });

  it.each([
    [['allow', 'quarantine', 'block'], 'blocked'],
    [['allow', 'quarantine'], 'quarantined'],
    [['allow'], 'allowed'],
    [[], 'quarantined'],
  ] as const)('of the rules %j and a quarantining default makes %s', (levels, verdict) => {
    const rules = levels.map((level) => rule(level));

    expect(verdictFor(phone, mailbox(1), { defaultLevel: 'quarantine', rules })).toBe(verdict);
  });

  it.each([
    ['DeviceModel', 'iPhone16C1'],
    ['DeviceOS', 'iOS 18.6'],
    ['UserAgent', 'Apple-iPhone16C1/2205.60'],
  ])('matches a rule on %s by its exact text only', (characteristic, query) => {
    expect(verdictFor(phone, mailbox(1), { ...open, rules: [rule('block', { characteristic, query })] })).toBe('blocked');
    expect(verdictFor(phone, mailbox(1), { ...open, rules: [rule('block', { characteristic, query: `${query}*` })] })).toBe('allowed');
  });

  it('never matches a characteristic that it cannot see', () => {
    expect(verdictFor(phone, mailbox(1), { ...open, rules: [rule('block', { characteristic: 'XMSWLHeader' })] })).toBe('allowed');
  });
});
