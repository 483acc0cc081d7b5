/** The faults of graph.md 13 by the names that they have there, each put into a walk over the devices. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toAppError } from '../../shared/errors.ts';
import type { Fault } from '../simulators/faults.ts';
import { type IntuneFixture, requestsTo, startIntune, walk } from './intune-fixture.ts';

let intune: IntuneFixture;

beforeEach(async () => {
  intune = await startIntune();
});

afterEach(async () => {
  await intune.stop();
});

const error = (status: number, shape?: 'html'): Fault['effect'] => ({
  kind: 'error',
  id: 'ServiceUnavailable',
  message: 'planned',
  category: '',
  status,
  ...(shape === undefined ? {} : { shape }),
});

/** `whole`: every device once; `one short`: found by the second look; else the code and, for a walk that broke off, its cause. */
const faults: readonly (readonly [name: string, effect: Fault['effect'], outcome: string])[] = [
  ['latency', { kind: 'latency', milliseconds: 80 }, 'whole'],
  ['reset', { kind: 'reset' }, 'whole'],
  ['truncated body', { kind: 'damage', how: 'truncated' }, 'whole'],
  ['500', error(500), 'whole'],
  ['502', error(502), 'whole'],
  ['503', error(503), 'whole'],
  ['504', error(504), 'whole'],
  ['HTML error page with 502', error(502, 'html'), 'whole'],
  ['HTML page in place of the answer', { kind: 'damage', how: 'html' }, 'intune.walk-incomplete: network.captive-page'],
  ['wrong content type', { kind: 'damage', how: 'wrong-content-type' }, 'intune.walk-incomplete: intune.reply-invalid'],
  ['expired token in mid-walk', { kind: 'damage', how: 'expired-token' }, 'whole'],
  ['nextLink to a foreign host', { kind: 'damage', how: 'foreign-link' }, 'intune.reply-invalid'],
  ['repeated nextLink (loop)', { kind: 'damage', how: 'repeated-link' }, 'intune.reply-invalid'],
  ['row renamed between pages, skipped', { kind: 'rename', outcome: 'skipped' }, 'one short'],
  ['row renamed between pages, met twice', { kind: 'rename', outcome: 'repeated' }, 'whole'],
  ['duplicate rows', { kind: 'damage', how: 'duplicate-rows' }, 'whole'],
  ['Retry-After integer', { kind: 'throttle', milliseconds: 2000, retryAfter: 'integer' }, 'whole'],
  ['Retry-After decimal', { kind: 'throttle', milliseconds: 2128, retryAfter: 'decimal' }, 'whole'],
  ['Retry-After HTTP-date', { kind: 'throttle', milliseconds: 2000, retryAfter: 'date' }, 'whole'],
  ['Retry-After absent', { kind: 'throttle', milliseconds: 2000, retryAfter: 'absent' }, 'whole'],
];

describe('once on page 3 of a walk', () => {
  it.each(faults)('%s', async (_, effect, outcome) => {
    intune.fault(effect, { skip: 2 });

    expect(await walked()).toBe(outcome);
    expect(requestsTo(intune, '/v1.0/deviceManagement/managedDevices')).toBeGreaterThan(2);
  });
});

describe('for good from page 3 of a walk on', () => {
  const lasting = faults.filter(([, effect]) => ['reset', 'error', 'throttle'].includes(effect.kind));

  it.each(lasting)('%s: intune.walk-incomplete, never a short list', async (_, effect) => {
    intune.fault(effect, { skip: 2, count: null });

    expect(await walked()).toMatch(/^intune\.walk-incomplete: intune\.(unreachable|throttled)$/);
  });
});

async function walked(): Promise<string> {
  const enrolled = intune.organization.phones().filter(({ enrolment }) => enrolment !== null).length;
  try {
    const ids = (await walk(intune.directory)).map(({ id }) => id);
    if (new Set(ids).size !== ids.length) return 'twice';
    return { 0: 'whole', 1: 'one short' }[enrolled - ids.length] ?? `${ids.length} of ${enrolled}`;
  } catch (thrown) {
    const { code, params } = toAppError(thrown);
    return params['cause'] === undefined ? code : `${code}: ${params['cause']}`;
  }
}
