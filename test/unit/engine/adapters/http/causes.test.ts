import { describe, expect, it } from 'vitest';
import {
  captivePage,
  clockFailure,
  failureIn,
  isTransient,
  minutesOff,
  plainFailure,
  sides,
} from '../../../../../engine/adapters/http/causes.ts';
import { Failure } from '../../../../../shared/errors.ts';

const url = new URL('https://graph.test/v1.0/organization');
const coded = (code: string, cause?: unknown) => Object.assign(new Error(`secret text of ${code}`, { cause }), { code });

describe('a failed request by its name', () => {
  it.each([
    ['ENOTFOUND', 'network.name-unknown'],
    ['EAI_AGAIN', 'network.name-unknown'],
    ['ECONNREFUSED', 'network.refused'],
    ['ETIMEDOUT', 'network.timeout'],
    ['UND_ERR_CONNECT_TIMEOUT', 'network.timeout'],
    ['UND_ERR_HEADERS_TIMEOUT', 'network.timeout'],
    ['ECONNRESET', 'intune.unreachable'],
    ['EHOSTUNREACH', 'intune.unreachable'],
  ])('%s is %s, also when it is buried', (code, expected) => {
    const buried = new TypeError('fetch failed', { cause: new AggregateError([coded(code)]) });

    for (const thrown of [coded(code), buried]) {
      const { error } = plainFailure(thrown, 'graph.test', sides.intune);
      expect(error).toMatchObject({ code: expected, params: { host: 'graph.test' } });
      expect(error.detail).not.toContain('secret');
    }
  });

  it('bears the name of the side that asked where nothing better is known', () => {
    expect(plainFailure(coded('ECONNRESET'), 'mail.test', sides.mail).error.code).toBe('mail.unreachable');
    expect(plainFailure(coded('ECONNRESET'), 'cas1.test', sides.exchange).error.code).toBe('exchange.unreachable');
  });

  it('is found wherever it stands in the chain of causes', () => {
    const failure = new Failure('network.proxy-credentials');

    expect(failureIn(new Error('a', { cause: new Error('b', { cause: failure }) }))).toBe(failure);
    expect(failureIn(new Error('a'))).toBeNull();
  });

  it.each([
    [new Failure('intune.unreachable', { detail: 'ECONNRESET' }), true],
    [new Failure('network.timeout'), true],
    [new Failure('network.proxy-refused', { params: { status: 503 } }), true],
    [new Failure('network.proxy-refused', { params: { status: 403 } }), false],
    [new Failure('intune.unreachable', { detail: 'EHOSTUNREACH' }), false],
    [new Failure('network.refused'), false],
    [new Failure('network.name-unknown'), false],
    [new Failure('network.proxy-credentials'), false],
  ])('%s is worth another try: %s', (failure, expected) => {
    expect(isTransient(failure)).toBe(expected);
  });
});

describe('a page where data is due', () => {
  const html = { 'content-type': 'text/html; charset=utf-8' };

  it.each([
    ['a page with success', { status: 200, headers: html, text: '' }],
    ['a page without a type', { status: 200, headers: {}, text: ' <!DOCTYPE html><html>' }],
    ['a way elsewhere', { status: 302, headers: { location: 'http://login.hotel.test' }, text: '' }],
    ['a page of a filter', { status: 403, headers: html, text: '' }],
    ['the answer that is made for this', { status: 511, headers: html, text: '' }],
  ])('%s is one of the local network', (_, reply) => {
    expect(captivePage(reply, url)?.error).toMatchObject({ code: 'network.captive-page', params: { host: 'graph.test' } });
  });

  it.each([
    ['data', { status: 200, headers: { 'content-type': 'application/json' }, text: '{}' }],
    ['nothing', { status: 204, headers: {}, text: '' }],
    ['a refusal with data', { status: 403, headers: { 'content-type': 'application/json' }, text: '{}' }],
    ['the page of a gateway in trouble', { status: 502, headers: html, text: '<html>' }],
  ])('%s is none', (_, reply) => {
    expect(captivePage(reply, url)).toBeNull();
  });
});

describe('the clock', () => {
  const now = new Date('2026-03-01T12:00:00Z');

  it.each([
    ['Sun, 01 Mar 2026 12:04:00 GMT', 4, false],
    ['Sun, 01 Mar 2026 11:54:00 GMT', 6, true],
    ['Sun, 01 Mar 2026 14:00:00 GMT', 120, true],
    ['not a date', 0, false],
    [undefined, 0, false],
  ])('against a Date of %s is %i minutes off, too much: %s', (date, minutes, isWrong) => {
    expect(minutesOff(date, now)).toBe(minutes);
    expect(clockFailure(minutes, 'login.test')?.error.params).toEqual(isWrong ? { host: 'login.test', minutes } : undefined);
  });
});
