/** What the connector's record in Intune may stop, and what it may not. */
import { beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../../shared/errors.ts';
import { connectorRecord } from '../../../builders/domain.ts';
import { type Interference, standInOrganization } from '../../../builders/stand-ins.ts';

let house: ReturnType<typeof standInOrganization>;
const never = new AbortController().signal;
const refusing =
  (name: string, failure: Failure): Interference =>
  (call) => {
    if (call === name) throw failure;
  };

beforeEach(() => {
  house = standInOrganization(6);
});

function full(replaceConnector = false) {
  return house.newRunner().full({ replaceConnector }, never, () => undefined);
}

describe('the connection removed in the service (M3)', () => {
  beforeEach(async () => {
    await full();
    house.directory.record = null;
    house.exchange.writes.length = 0;
    house.directory.reports.length = 0;
    house.directory.enrolments.length = 0;
  });

  it('stops every run before it reads or writes anything, and never makes a record of its own', async () => {
    for (const report of [await full(), await full()])
      expect(report).toMatchObject({
        outcome: 'failed',
        writes: 0,
        error: { code: 'connector.removed', params: { organization: 'Contoso' } },
      });
    expect(house.directory.reports).toEqual([]);
    expect(house.exchange.writes).toEqual([]);
  });

  it('ends when the administrator asks to connect again, also when Intune then refuses the record', async () => {
    house.directory.interfere.with = refusing('reportConnector', new Failure('intune.permission-missing', { params: { status: 410 } }));

    expect(await full(true)).toMatchObject({ outcome: 'held', cloudRecord: false });
    expect(await full()).toMatchObject({ outcome: 'held' });
  });

  it('is not believed of a service that does not answer', async () => {
    house.directory.interfere.with = refusing('findConnector', new Failure('intune.unreachable', { retry: 'later' }));

    expect(await full()).toMatchObject({ outcome: 'held' });
  });
});

describe('a service that keeps no such records any more', () => {
  it.each([403, 404, 405, 410, 501])('a refusal with %i is told as cloud record unavailable and stops nothing', async (status) => {
    const failure = new Failure('intune.permission-missing', { params: { status } });
    house.directory.interfere.with = (call) => {
      if (call === 'findConnector' || call === 'reportConnector') throw failure;
    };

    expect(await full()).toMatchObject({ outcome: 'ok', writes: 6, cloudRecord: false });
  });
});

describe('Exchange that cannot be reached (M1)', () => {
  beforeEach(async () => {
    await full();
    house.exchange.interfere.with = refusing('connect', new Failure('exchange.unreachable'));
  });

  it('is told to Intune as disconnected, and as connected once it answers again', async () => {
    expect(await full()).toMatchObject({ outcome: 'failed', error: { code: 'exchange.unreachable' } });
    expect(house.directory.record?.status).toBe('disconnected');

    house.exchange.interfere.with = () => undefined;
    await full();
    expect(house.directory.record?.status).toBe('connected');
  });

  it('says nothing about the record that another machine took over, nor about one that is gone', async () => {
    house.directory.record = connectorRecord({ connectorServer: 'THERE' });
    await full();
    expect(house.directory.record?.status).toBe('connected');

    house.directory.record = null;
    expect(await full()).toMatchObject({ error: { code: 'exchange.unreachable' } });
    expect(house.directory.record).toBeNull();
  });
});

it('remembers its record by the organization, whatever the case of its name', async () => {
  house.store.cloud.keepRecord('CONTOSO', 'record');
  house.directory.record = connectorRecord({ connectorServer: 'here' });

  expect(await full()).toMatchObject({ outcome: 'ok', cloudRecord: true });
  expect(house.store.cloud.ownRecords()).toEqual([{ organization: 'contoso', id: 'record' }]);
});
