import { describe, expect, it } from 'vitest';
import { blockName, isNewBlock, judge } from '../../../../engine/domain/guard.ts';
import { planMailbox } from '../../../../engine/domain/plan.ts';
import { planName } from '../../../../engine/sync/plan-name.ts';
import { device, mailbox } from '../../../builders/domain.ts';

const enrolments = { now: 90, before: 100 };

describe('the blast-radius guard (B3)', () => {
  it.each([
    [10, 100, 10, 'ok'],
    [11, 100, 10, 'held'],
    [1, 1000, 0, 'held'],
    [0, 0, 0, 'ok'],
    [100, 100, 100, 'ok'],
  ])('%i new blocks of %i devices with a limit of %i percent: %s', (count, devices, limitPercent, kind) => {
    const newBlocks = Array.from({ length: count }, (_, index) => `block ${index}`);

    expect(judge({ newBlocks, devices, limitPercent, enrolments, plan: 'p' }).kind).toBe(kind);
  });

  it('says what it held', () => {
    expect(judge({ newBlocks: ['a', 'b'], devices: 4, limitPercent: 25, enrolments, plan: 'p' })).toEqual({
      kind: 'held',
      finding: { plan: 'p', newBlocks: 2, devices: 4, limitPercent: 25 },
    });
  });

  it.each([
    [1, 49, 100, 'held'],
    [1, 0, 1, 'held'],
    [1, 50, 100, 'ok'],
    [1, 0, 0, 'ok'],
    [1, 0, null, 'ok'],
    [0, 0, 100, 'ok'],
  ])('%i new blocks within the limit, with %i enrolments after %s in the last good run: %s', (count, now, before, kind) => {
    const newBlocks = Array.from({ length: count }, (_, index) => `block ${index}`);
    const verdict = judge({ newBlocks, devices: 1000, limitPercent: 100, enrolments: { now, before }, plan: 'p' });

    expect(verdict.kind).toBe(kind);
    expect(verdict.kind === 'held' ? verdict.finding.fall : null).toEqual(kind === 'held' ? { before, now } : null);
  });

  it('names a plan by its set of new blocks, whatever their order', () => {
    expect(planName(['a', 'b'])).toBe(planName(['b', 'a']));
    expect(planName(['a', 'b'])).not.toBe(planName(['a', 'c']));
    expect(planName(['ab'])).not.toBe(planName(['a', 'b']));
  });

  it.each([
    ['allowed', 'blocked', true],
    ['allowed', 'quarantined', true],
    ['quarantined', 'blocked', true],
    ['blocked', 'blocked', false],
    ['blocked', 'quarantined', false],
    ['quarantined', 'allowed', false],
  ] as const)('counts a device that goes from %s to %s: %s', (before, after, counts) => {
    expect(isNewBlock({ before, after })).toBe(counts);
  });

  it('tells two devices of one mailbox apart, and the same device in two runs not', () => {
    const planned = () =>
      planMailbox({
        mailbox: mailbox(1),
        devices: ['A1', 'B2'].map((id) => ({
          device: device(id),
          decision: { wanted: 'block', reason: 'not-enrolled', evidence: [] } as const,
        })),
        own: [],
        rules: { defaultLevel: 'allow', rules: [] },
      }).devices.map(blockName);

    expect(new Set(planned()).size).toBe(2);
    expect(planned()).toEqual(planned());
  });
});
