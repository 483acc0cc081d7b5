import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureOf, readGraphError } from '../../../../../engine/adapters/intune-graph/graph-error.ts';

function envelope(message: string): string {
  return JSON.stringify({ error: { code: 'UnknownError', message, innerError: { date: '2026-11-20T10:00:00' } } });
}

describe('an error answer of Graph', () => {
  it('is read as it is', () => {
    expect(readGraphError(envelope('Insufficient privileges'))).toEqual({
      code: 'UnknownError',
      message: 'Insufficient privileges',
      retryAfter: undefined,
    });
  });

  it('is unwrapped when Intune put JSON into the message, once or twice', () => {
    const once = JSON.stringify({ _version: 3, Message: 'refused - Activity ID: 42', RetryAfter: 3, HttpHeaders: '{}' });
    const twice = JSON.stringify({ ErrorCode: 'Forbidden', Message: once });

    expect(readGraphError(envelope(once))).toEqual({ code: 'UnknownError', message: 'refused - Activity ID: 42', retryAfter: '3' });
    expect(readGraphError(envelope(twice))).toEqual({ code: 'UnknownError', message: 'refused - Activity ID: 42', retryAfter: '3' });
  });

  it('never throws and never grows, whatever came', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.string().map(envelope), fc.json().map(envelope)), (text) => {
        expect(readGraphError(text).message.length).toBeLessThanOrEqual(500);
      }),
    );
  });
});

describe('the failure for an answer', () => {
  it.each([
    [401, 'intune.sign-in-refused'],
    [403, 'intune.permission-missing'],
    [404, 'intune.reply-invalid'],
    [429, 'intune.throttled'],
    [503, 'intune.unreachable'],
    [509, 'intune.throttled'],
  ])('of status %i has the code %s', (status, code) => {
    const failure = failureOf({ status, headers: { 'request-id': 'r1' }, text: '' }, readGraphError(envelope('no')), 'User.Read.All');

    expect(failure.error).toMatchObject({ code, params: { status } });
    expect(failure.error.detail).toContain('r1');
  });
});
