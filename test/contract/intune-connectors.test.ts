/** The records of Exchange connectors over Graph, against the simulated Intune. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectorReport } from '../../engine/ports/device-directory.ts';
import { errorOf, exchangeOrganization, type IntuneFixture, signal, startIntune } from './intune-fixture.ts';

let intune: IntuneFixture;

beforeEach(async () => {
  intune = await startIntune();
});

afterEach(async () => {
  await intune.stop();
});

const report: ConnectorReport = {
  organization: exchangeOrganization,
  exchangeServer: 'ex01.contoso.test',
  connectorServer: 'CONN01',
  version: '0.1.0',
  status: 'connectionPending',
  lastSync: null,
};
const path = '/v1.0/deviceManagement/exchangeConnectors';
const unanswered = (status: number) => ({ kind: 'error', id: 'GatewayTimeout', message: '', category: '', status }) as const;
const find = (organization = exchangeOrganization, id: string | null = null) =>
  intune.directory.findConnector({ organization, id }, signal());
const tell = (change: Partial<ConnectorReport> = {}, id: string | null = null) =>
  intune.directory.reportConnector({ report: { ...report, ...change }, id }, signal());
const requests = (method: string) =>
  intune.requestLog.entries().filter((entry) => entry.side === 'intune' && entry.method === method && entry.url.includes(path));

describe('the record of an organization', () => {
  it('is created once and updated afterwards, whatever the case of its name', async () => {
    expect(await find()).toBeNull();
    const id = await tell();
    expect(await find('CONTOSO')).toMatchObject({ id, connectorServer: 'CONN01', status: 'connectionPending', lastSync: null });
    expect(await tell({ organization: 'contoso', status: 'connected', lastSync: '2026-11-20T10:00:00.000Z' })).toBe(id);

    expect(intune.simulator.connectors()).toHaveLength(1);
    expect(intune.simulator.connectors()[0]).toMatchObject({ status: 'connected', exchangeConnectorType: 'onPremises' });
    expect(await find('contoso')).toMatchObject({ lastSync: '2026-11-20T10:00:00.000Z' });
  });

  it('W7 is taken over from another machine by the next report', async () => {
    const { id } = intune.simulator.setConnector({ connectorServerName: 'OLD01' });

    expect(await tell()).toBe(id);
    expect(intune.simulator.connectors()).toMatchObject([{ id, connectorServerName: 'CONN01' }]);
  });

  it('A4 M1 does not touch the connectors of other organizations, and lists them all', async () => {
    const other = intune.simulator.setConnector({
      exchangeOrganization: 'Fabrikam',
      connectorServerName: 'CONN02',
      status: 'disconnected',
    });
    await tell();

    expect(intune.simulator.connectors()).toContainEqual(other);
    expect((await intune.directory.listConnectors(signal())).map((one) => [one.organization, one.status])).toEqual([
      ['Fabrikam', 'disconnected'],
      [exchangeOrganization, 'connectionPending'],
    ]);
  });

  it('of two that a lost answer left behind, the one in use counts', async () => {
    intune.simulator.setConnector({ id: 'a', lastSyncDateTime: '0001-01-01T00:00:00Z' });
    intune.simulator.setConnector({ id: 'b', lastSyncDateTime: '2026-11-20T10:00:00Z' });

    expect(await find()).toMatchObject({ id: 'b' });
    expect(await find(exchangeOrganization, 'a')).toMatchObject({ id: 'a' });
  });

  it('M3 that was removed is not there any more, by its id too, and is not created again unasked', async () => {
    const id = await tell();
    intune.simulator.dropConnector(id);

    expect(await find(exchangeOrganization, id)).toBeNull();
    expect(await errorOf(tell({}, id))).toMatchObject({ code: 'connector.removed', params: { organization: exchangeOrganization } });
    expect(intune.simulator.connectors()).toEqual([]);
  });

  it('that a short list left out is neither taken for removed nor created a second time', async () => {
    const id = await tell();
    intune.fault({ kind: 'end-early', after: 0 }, { match: `GET ${path}`, count: 2 });

    expect(await errorOf(find(exchangeOrganization, id))).toMatchObject({ code: 'intune.reply-invalid', retry: 'later' });
    expect(await errorOf(tell())).toMatchObject({ code: 'intune.reply-invalid' });
    expect(requests('POST')).toHaveLength(1);
  });

  it('is removed by us, and once more without harm', async () => {
    const id = await tell();
    await intune.directory.removeConnector(id, signal());
    await intune.directory.removeConnector(id, signal());

    expect(intune.simulator.connectors()).toEqual([]);
    expect(requests('DELETE')).toHaveLength(2);
  });

  it('M1 changes its status and nothing else when told to', async () => {
    const id = await tell({ status: 'connected', lastSync: '2026-11-20T10:00:00.000Z' });
    const before = await find();
    await intune.directory.reportStatus(id, 'disconnected', signal());

    expect(await find()).toEqual({ ...before, status: 'disconnected' });
  });

  it('has a word for a status of next year', async () => {
    intune.fault({ kind: 'marked' }, { match: 'exchangeConnectors' });
    intune.simulator.setConnector({ status: 'aStatusOfNextYear' });

    expect(await find()).toMatchObject({ status: 'unknown' });
  });
});

describe('a create that is not answered', () => {
  it.each([500, 502, 503, 504])('with %i is looked for and never sent again', async (status) => {
    intune.fault(unanswered(status), { match: `POST ${path}` });

    expect(await errorOf(tell())).toMatchObject({ code: 'intune.unreachable' });
    expect(requests('POST')).toHaveLength(1);
  });

  it('though it was carried out, is found and is not an error', async () => {
    intune.fault({ kind: 'drop', after: 0 }, { match: `POST ${path}` });

    const id = await tell();

    expect(intune.simulator.connectors()).toMatchObject([{ id }]);
    expect(requests('POST')).toHaveLength(1);
  });

  it.each([403, 404, 405, 410, 501])('a service that refuses with %i says so at once', async (status) => {
    intune.fault({ ...unanswered(status), id: 'Retired' }, { match: `POST ${path}`, count: null });

    expect(await errorOf(tell())).toMatchObject({ params: { status } });
    expect(requests('POST')).toHaveLength(1);
  });
});
