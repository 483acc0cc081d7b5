import { describe, expect, it } from 'vitest';
import { orderedPolicy, policyDifference } from '../../../../engine/domain/policy-difference.ts';
import { translator } from '../../../../shared/i18n/translate.ts';
import { type AccessPolicy, type PolicyOrigin, policySentence } from '../../../../shared/policy.ts';
import { policy } from '../../../builders/domain.ts';

const from = (change: Partial<AccessPolicy>, origin: PolicyOrigin = 'graph') => ({ policy: policy(change), origin });
const said = (
  before: Parameters<typeof policyDifference>[0],
  after: Parameters<typeof policyDifference>[1],
  language: 'en' | 'nl' = 'en',
) => policyDifference(before, after).map((change) => policySentence(translator(language), change));

const before = from({
  includedGroups: ['a', 'b'],
  excludedGroups: ['x'],
  exceptions: [
    { kind: 'family', name: 'iPhone', level: 'allow' },
    { kind: 'model', name: 'Old', level: 'block' },
  ],
});
const after = from(
  {
    enabled: false,
    includedGroups: ['B', 'c'],
    excludedGroups: ['y'],
    overrideDefaultRule: false,
    defaultLevel: 'quarantine',
    exceptions: [
      { kind: 'family', name: 'IPHONE', level: 'block' },
      { kind: 'model', name: 'New', level: 'allow' },
    ],
  },
  'file',
);

describe('the difference of two policies (A2)', () => {
  it('is told in words, each change once', () => {
    expect(said(before, after)).toEqual([
      'It comes from the policy file, before from Intune.',
      'Access control was switched off.',
      'Group c was included.',
      'Group a is no longer included.',
      'Group y was excluded.',
      'Group x is no longer excluded.',
      'Enrolled and compliant devices are now left to the default rule.',
      'The default access level is quarantine, before not configured.',
      'The exception for device family IPHONE is block, before allow.',
      'New exception for device model New: allow.',
      'The exception for device model Old is gone.',
    ]);
  });

  it('is told in Dutch too', () => {
    expect(said(before, after, 'nl')).toContain('De uitzondering voor apparaatfamilie IPHONE is blokkeren, eerder toestaan.');
    expect(said(null, after, 'nl')).toEqual(['Het eerste beleid, uit het beleidsbestand.']);
  });

  it('is none when only the order or the case changed', () => {
    const same = from({
      ...before.policy,
      includedGroups: ['B', 'A', 'a'],
      exceptions: before.policy.exceptions.toReversed(),
    });

    expect(policyDifference(before, same)).toEqual([]);
    expect(orderedPolicy(same.policy)).toEqual(orderedPolicy(before.policy));
  });
});
