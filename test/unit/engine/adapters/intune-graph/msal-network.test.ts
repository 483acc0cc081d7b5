import { describe, expect, it } from 'vitest';
import type { HttpReply, HttpRequest } from '../../../../../engine/adapters/http/message.ts';
import { MsalNetwork } from '../../../../../engine/adapters/intune-graph/msal-network.ts';
import { systemClock } from '../../../../../shared/host/clock.ts';

function prepare(reply: HttpReply) {
  const sent: HttpRequest[] = [];
  const transport = {
    send: async (request: HttpRequest) => {
      sent.push(request);
      return reply;
    },
    close: async () => undefined,
  };
  const lifetime = new AbortController().signal;
  const authority = 'https://login.test:8443';
  const tenantId = '00000000-0000-4000-a000-00000000000e';
  return { sent, network: new MsalNetwork({ transport, clock: systemClock, lifetime, authority, tenantId, proof: 'certificate' }) };
}

const ok: HttpReply = { status: 200, headers: { 'retry-after': '9', 'content-type': 'application/json' }, text: '{"a":1}' };

describe('the network of the sign-in library', () => {
  it.each(['https://login.microsoftonline.com/common/discovery/instance', 'https://login.test/token', 'http://login.test:8443/token'])(
    'sends nothing to %s, which is not the sign-in host',
    async (url) => {
      const { sent, network } = prepare(ok);

      await expect(network.sendPostRequestAsync(url, { body: 'client_assertion=x' })).rejects.toMatchObject({
        error: { code: 'intune.reply-invalid' },
      });
      expect(sent).toEqual([]);
    },
  );

  it('keeps throttling from the library, which would refuse to ask for a minute', async () => {
    const { network } = prepare({ status: 429, headers: { 'retry-after': '2.5' }, text: '{}' });

    await expect(network.sendGetRequestAsync('https://login.test:8443/x')).rejects.toMatchObject({ error: { code: 'intune.throttled' } });
    expect(network.problem).toMatchObject({ wait: 2500 });
  });

  it('hands an answer on without Retry-After', async () => {
    const { network } = prepare(ok);

    expect(await network.sendGetRequestAsync('https://login.test:8443/x')).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: { a: 1 },
    });
  });

  it('does not take a page of a gateway for an answer', async () => {
    const { network } = prepare({ status: 200, headers: {}, text: '<html>' });

    await expect(network.sendGetRequestAsync('https://login.test:8443/x')).rejects.toMatchObject({
      error: { code: 'network.captive-page' },
    });
  });
});

describe('a refused certificate while the clock is wrong', () => {
  const refusal =
    '{"error":"invalid_client","error_codes":[700024],"error_description":"AADSTS700024: Client assertion is not within its valid time range."}';

  it.each([
    [30, 'network.clock-wrong'],
    [1, 'intune.certificate-refused'],
  ])('%i minutes off: %s', async (minutes, code) => {
    const date = new Date(Date.now() + minutes * 60_000).toUTCString();
    const { network } = prepare({ status: 401, headers: { 'content-type': 'application/json', date }, text: refusal });

    await network.sendPostRequestAsync('https://login.test:8443/x', { body: '' });

    expect(network.problem?.failure.error.code).toBe(code);
  });
});
