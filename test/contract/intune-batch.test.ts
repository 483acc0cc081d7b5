/** Several reads in one request against the simulated Graph: unordered answers, each throttled and refused by itself. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTransport, type Transport } from '../../engine/adapters/http/transport.ts';
import { appTokenSource } from '../../engine/adapters/intune-graph/app-token.ts';
import { GraphClient } from '../../engine/adapters/intune-graph/graph-client.ts';
import { systemClock } from '../../shared/host/clock.ts';
import { type IntuneFixture, impatientClock, requestsTo, signal, startIntune } from './intune-fixture.ts';

let intune: IntuneFixture;
let transport: Transport;
let waits: number[];

beforeEach(async () => {
  intune = await startIntune();
  transport = openTransport({ trustedAuthority: intune.simulator.trustedAuthority, proxy: null, clock: systemClock });
  waits = [];
});

afterEach(async () => {
  await transport.close();
  await intune.stop();
});

function open(): GraphClient {
  const { certificate, simulator } = intune;
  const token = appTokenSource({ certificate, transport, clock: systemClock, lifetime: signal() });
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  return new GraphClient({ root: simulator.graph, transport, token, clock: impatientClock(waits), log });
}

const schema = z.object({ id: z.string(), userPrincipalName: z.string() });

function readsOf(client: GraphClient, ids: readonly string[]) {
  return ids.map((id) => ({ url: client.url(`v1.0/users/${id}?$select=id,userPrincipalName`), schema, permission: 'User.Read.All' }));
}

describe('reads in a batch', () => {
  it('come back in the order of the questions, twenty to a request; a person who is not there has a failure of his own', async () => {
    const client = open();
    const ids = intune.organization.people().map((person) => person.userId);
    const asked = [...ids.slice(0, 24), '00000000-0000-4000-a000-00000000000f'];

    const outcomes = await client.readEach(readsOf(client, asked), signal());

    expect(outcomes.slice(0, 24).map((one) => ('value' in one ? one.value.id : one.failure.error.code))).toEqual(ids.slice(0, 24));
    expect(outcomes[24]).toMatchObject({ failure: { error: { code: 'intune.reply-invalid', params: { status: 404 } } } });
    expect(requestsTo(intune, '/v1.0/$batch')).toBe(2);
  });

  it('one that is throttled is asked again alone, after the time that Graph named', async () => {
    const client = open();
    const ids = intune.organization.people().map((person) => person.userId);
    intune.fault({ kind: 'throttle', milliseconds: 2500 }, { match: `/users/${ids[1]}` });

    const outcomes = await client.readEach(readsOf(client, ids.slice(0, 3)), signal());

    expect(outcomes.map((one) => 'value' in one)).toEqual([true, true, true]);
    expect(waits).toEqual([2500]);
    expect(requestsTo(intune, '/v1.0/$batch')).toBe(2);
  });
});
