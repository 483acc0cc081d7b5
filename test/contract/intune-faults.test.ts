/** The device directory over Graph when something is wrong: each quirk and fault by its name, and nothing is ever taken for a complete answer. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toAppError } from '../../shared/errors.ts';
import { allRoles } from '../simulators/intune/server.ts';
import { createClientCertificate, createTlsIdentity } from '../simulators/intune/tls.ts';
import { errorOf, freePort, type IntuneFixture, requestsTo, scopeOf, signal, startIntune, walk, walkPath } from './intune-fixture.ts';

let intune: IntuneFixture;

beforeEach(async () => {
  intune = await startIntune();
});

afterEach(async () => {
  await intune.stop();
});

const unavailable = (status: number) => ({ kind: 'error', id: 'ServiceUnavailable', message: 'try later', category: '', status }) as const;
const token = () => `/${intune.certificate.tenantId}/oauth2/v2.0/token`;

function enrolled(): number {
  return intune.organization.phones().filter((phone) => phone.enrolment !== null).length;
}

describe('a walk that meets a passing fault goes on and is whole', () => {
  it.each([500, 502, 503, 504])('after one %i on page 2', async (status) => {
    intune.fault(unavailable(status), { skip: 1 });

    expect(await walk(intune.directory)).toHaveLength(enrolled());
    expect(intune.waits).toHaveLength(1);
  });

  it('after a connection that is closed without an answer', async () => {
    intune.fault({ kind: 'down' }, { skip: 1 });

    expect(await walk(intune.directory)).toHaveLength(enrolled());
  });

  it('after a connection that is cut within a page', async () => {
    intune.fault({ kind: 'drop', after: 3 }, { skip: 1 });

    expect(await walk(intune.directory)).toHaveLength(enrolled());
  });

  it('after a page whose text is cut short', async () => {
    intune.fault({ kind: 'damage', how: 'truncated' }, { skip: 1 });

    expect(await walk(intune.directory)).toHaveLength(enrolled());
  });

  it('after a token that ended in mid-walk, with a new token', async () => {
    intune.fault({ kind: 'damage', how: 'expired-token' }, { skip: 2 });

    expect(await walk(intune.directory)).toHaveLength(enrolled());
    expect(requestsTo(intune, token())).toBe(2);
  });

  it('after rows that come twice, each device once', async () => {
    intune.fault({ kind: 'damage', how: 'duplicate-rows' }, { count: null });

    const devices = await walk(intune.directory);

    expect(new Set(devices.map((device) => device.id)).size).toBe(devices.length);
    expect(devices).toHaveLength(enrolled());
  });

  it('after a 429 with decimal seconds, waiting just as long', async () => {
    intune.fault({ kind: 'throttle', milliseconds: 2128 }, { skip: 1 });

    expect(await walk(intune.directory)).toHaveLength(enrolled());
    expect(intune.waits).toEqual([2128]);
  });

  it('after a 429 with a date', async () => {
    intune.fault({ kind: 'throttle', milliseconds: 30_000, retryAfter: 'date' });

    await walk(intune.directory);

    expect(intune.waits).toHaveLength(1);
    expect(intune.waits[0]).toBeGreaterThan(27_000);
    expect(intune.waits[0]).toBeLessThanOrEqual(30_000);
  });

  it('after a 429 that does not say how long', async () => {
    intune.fault({ kind: 'throttle', milliseconds: 1, retryAfter: 'absent' });

    expect(await walk(intune.directory)).toHaveLength(enrolled());
    expect(intune.waits[0]).toBeGreaterThan(0);
  });
});

describe('a walk that ends in an error is never a short list', () => {
  it.each([
    ['an error', unavailable(503), 'intune.unreachable'],
    ['a reset', { kind: 'down' }, 'intune.unreachable'],
    ['a page that is cut off', { kind: 'drop', after: 2 }, 'intune.unreachable'],
    ['a page whose text is cut short', { kind: 'damage', how: 'truncated' }, 'intune.reply-invalid'],
    ['an HTML page', { kind: 'damage', how: 'html' }, 'network.captive-page'],
    ['too many requests', { kind: 'throttle', milliseconds: 10 }, 'intune.throttled'],
  ] as const)('%s on page 3: intune.walk-incomplete with its cause', async (_, effect, cause) => {
    intune.fault(effect, { skip: 2, count: null });

    const error = await errorOf(walk(intune.directory));

    expect(error).toMatchObject({ code: 'intune.walk-incomplete', params: { cause }, retry: 'later' });
    expect(error.detail).toContain(cause);
  });

  it('rows that are missing though the page looks complete: intune.walk-incomplete', async () => {
    intune.fault({ kind: 'end-early', after: 2 });

    expect(await errorOf(walk(intune.directory))).toMatchObject({ code: 'intune.walk-incomplete' });
  });

  it('members that are missing though the last page looks complete: nobody is taken to have left the group', async () => {
    const [group] = intune.organization.world.includedGroups;
    intune.fault({ kind: 'end-early', after: 2 }, { match: `groups/${group}/transitiveMembers` });

    expect(await errorOf(scopeOf(intune.directory))).toMatchObject({ code: 'intune.reply-invalid', retry: 'later' });
  });

  it('a throttled answer tells the caller how many seconds Intune asks for', async () => {
    intune.fault({ kind: 'throttle', milliseconds: 90_000 }, { match: 'conditionalAccessSettings' });

    expect(await errorOf(intune.directory.policy(signal()))).toMatchObject({ code: 'intune.throttled', params: { seconds: 90 } });
  });

  it('a wait that is too long to sit out: intune.walk-incomplete at once', async () => {
    intune.fault({ kind: 'throttle', milliseconds: 300_000 });

    expect(await errorOf(walk(intune.directory))).toMatchObject({ code: 'intune.walk-incomplete', params: { cause: 'intune.throttled' } });
    expect(intune.waits).toEqual([]);
  });

  it('a link to another host gets no request and so no bearer: intune.reply-invalid', async () => {
    intune.fault({ kind: 'damage', how: 'foreign-link' }, { skip: 1 });

    expect(await errorOf(walk(intune.directory))).toMatchObject({ code: 'intune.reply-invalid' });
    const hosts = intune.requestLog.entries().map((entry) => (entry.side === 'intune' ? new URL(entry.url).hostname : ''));
    expect(new Set(hosts)).toEqual(new Set(['localhost']));
  });

  it('a link to the page itself does not turn in a ring: intune.reply-invalid', async () => {
    intune.fault({ kind: 'damage', how: 'repeated-link' }, { skip: 2 });

    expect(await errorOf(walk(intune.directory))).toMatchObject({ code: 'intune.reply-invalid' });
    expect(requestsTo(intune, walkPath)).toBe(3);
  });

  it('ends as cancelled when the signal fires between two pages', async () => {
    const leave = new AbortController();
    const pages: number[] = [];
    const work = (async () => {
      for await (const batch of intune.directory.walkDevices(leave.signal)) {
        pages.push(batch.length);
        leave.abort();
      }
    })();

    expect(await errorOf(work)).toMatchObject({ code: 'cancelled' });
    expect(pages).toEqual([10]);
  });

  it('reads the answer of Intune inside the message of Graph', async () => {
    const inner = JSON.stringify({ _version: 3, Message: 'not now - Activity ID: 42', RetryAfter: '7', HttpHeaders: '{}' });
    const message = JSON.stringify({ ErrorCode: 'Busy', Message: inner });
    intune.fault({ kind: 'error', id: 'UnknownError', message, category: '', status: 503 });

    await walk(intune.directory);

    expect(intune.waits).toEqual([7000]);
  });
});

describe('signing in with the account certificate', () => {
  it('a certificate of another key is refused: intune.certificate-refused', async () => {
    const other = intune.open({ ...intune.certificate, ...(await createClientCertificate()) });

    expect(await errorOf(other.probe(signal()))).toMatchObject({ code: 'intune.certificate-refused', params: { number: 700027 } });
    expect(await errorOf(walk(other))).toMatchObject({ code: 'intune.certificate-refused' });
  });

  it('the right certificate with the key of another is refused: intune.certificate-refused', async () => {
    const { privateKey } = await createClientCertificate();

    expect(await errorOf(intune.open({ ...intune.certificate, privateKey }).probe(signal()))).toMatchObject({
      code: 'intune.certificate-refused',
    });
  });

  it('an application that the tenant does not know is refused: intune.application-unknown', async () => {
    const clientId = '00000000-0000-4000-a000-000000000002';

    expect(await errorOf(intune.open({ ...intune.certificate, clientId }).probe(signal()))).toMatchObject({
      code: 'intune.application-unknown',
      params: { number: 700016 },
    });
  });

  it('a text that is no certificate: account-certificate.invalid', () => {
    const broken = { ...intune.certificate, certificate: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' };
    let code = 'none';
    try {
      intune.open(broken);
    } catch (thrown) {
      code = toAppError(thrown).code;
    }

    expect(code).toBe('account-certificate.invalid');
  });

  it.each([-3, 3])('clock skew of %i hours: network.clock-wrong with the minutes, and right again with the clock', async (hours) => {
    intune.simulator.clock.set(hours * 60 * 60_000);

    expect(await errorOf(intune.directory.probe(signal()))).toMatchObject({ code: 'network.clock-wrong', params: { minutes: 180 } });
    intune.simulator.clock.set(0);
    expect(await intune.directory.probe(signal())).toMatchObject({ tenantId: intune.certificate.tenantId });
  });

  it('a sign-in that answers 503 once is asked again at once, not refused by the library for a minute', async () => {
    intune.fault(unavailable(503), { match: '/oauth2/v2.0/token' });

    await intune.directory.probe(signal());
    expect(requestsTo(intune, token())).toBe(2);
  });

  it('asks for one token however many calls come at once', async () => {
    await Promise.all([intune.directory.probe(signal()), intune.directory.policy(signal()), walk(intune.directory)]);

    expect(requestsTo(intune, token())).toBe(1);
  });

  it('never shows a token or an assertion in a log line or a request log line', async () => {
    intune.fault(unavailable(503), { count: 2 });
    intune.fault({ kind: 'damage', how: 'expired-token' }, { match: 'organization' });
    await walk(intune.directory);
    await intune.directory.probe(signal());

    const everything = JSON.stringify([intune.logged, intune.requestLog.entries()]);
    expect(intune.logged.length).toBeGreaterThan(2);
    expect(everything).not.toMatch(/eyJ[\w-]{10,}/);
    expect(everything).not.toMatch(/"(authorization|client_assertion|access_token)"/i);
    expect(everything).not.toContain(intune.certificate.privateKey.split('\n')[1]);
  });
});

describe('what stands between us and Intune', () => {
  it('a missing permission names it: intune.permission-missing', async () => {
    intune.simulator.setRoles(allRoles.filter((role) => role !== 'DeviceManagementManagedDevices.Read.All'));

    expect(await errorOf(walk(intune.directory))).toMatchObject({
      code: 'intune.permission-missing',
      params: { permission: 'DeviceManagementManagedDevices.Read.All' },
    });
  });

  it('a certificate of an authority nobody trusts: network.tls-inspected with that authority', async () => {
    const { authority: stranger } = await createTlsIdentity();
    const cloud = { authority: intune.simulator.authority, graph: intune.simulator.graph, trustedAuthority: stranger };

    expect(await errorOf(intune.open({ ...intune.certificate, cloud }).probe(signal()))).toMatchObject({
      code: 'network.tls-inspected',
      params: { issuer: 'Rehearsal test authority' },
    });
  });

  it('a port where nobody listens: network.refused with the host, without waiting', async () => {
    const address = `https://localhost:${await freePort()}`;
    const cloud = { authority: address, graph: address, trustedAuthority: intune.simulator.trustedAuthority };

    const error = await errorOf(intune.open({ ...intune.certificate, cloud }).probe(signal()));

    expect(error).toMatchObject({ code: 'network.refused', params: { host: new URL(address).host } });
    expect(intune.waits).toEqual([]);
  });

  it('a host name that does not exist: network.name-unknown', async () => {
    const address = 'https://nowhere.invalid';
    const cloud = { authority: address, graph: address, trustedAuthority: intune.simulator.trustedAuthority };

    expect(await errorOf(intune.open({ ...intune.certificate, cloud }).probe(signal()))).toMatchObject({ code: 'network.name-unknown' });
  });
});
