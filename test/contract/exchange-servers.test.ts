/** Real sessions with real PowerShell that are lost, and servers that go down and come back (X4, X5). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EngineProcess, type EngineStage, mailboxWrites, personalLists, raiseEngineStage } from '../builders/engine-stage.ts';
import { expectedEntries } from '../simulators/exchange/expectation.ts';
import { type Fault, faultSchema } from '../simulators/faults.ts';

describe('an engine whose Exchange servers go down and come back (X4)', { timeout: 180_000 }, () => {
  let stage: EngineStage;
  let engine: EngineProcess;

  beforeAll(async () => {
    stage = await raiseEngineStage({ devices: 30 });
    engine = await stage.start();
  }, 120_000);
  afterAll(() => stage.stop());

  const fault = (match: string, effect: Fault['effect'], more: Partial<Fault> = {}) =>
    stage.rehearsal.exchange.faults.add(faultSchema.parse({ side: 'exchange', match, effect, ...more }));
  const sync = async () => {
    const report = await engine.connection.call('syncFull', {});
    stage.rehearsal.exchange.faults.clear();
    const { exchange } = await engine.connection.call('status', {});
    return { report, server: exchange?.server, shells: stage.rehearsal.exchange.sessions() };
  };
  const isAsDecided = () =>
    expect(personalLists(stage)).toEqual(expectedEntries(stage.rehearsal.organization, stage.rehearsal.exchange.state.foreignEntries));
  /** Mailboxes in the order in which Exchange changed them. */
  const carriedOut = () =>
    stage.rehearsal.requestLog
      .entries()
      .flatMap((entry) =>
        entry.side === 'exchange' && entry.cmdlet === 'Set-CASMailbox' && entry.outcome === 'ok'
          ? [String(entry.parameters['Identity'])]
          : [],
      );
  const setCompliance = (complianceState: string) => {
    for (const { index, enrolment } of stage.rehearsal.organization.phones())
      if (enrolment !== null) stage.rehearsal.organization.setEnrolment(index, { complianceState });
  };

  it('writes everything once though a session dies in the middle of a read and of a write', async () => {
    fault('MobileDevice', { kind: 'session-death', after: 5 });
    fault('Set-CASMailbox', { kind: 'session-death', after: 0 }, { skip: 2 });

    const { report, server, shells } = await sync();

    expect(report).toMatchObject({ outcome: 'ok', writes: mailboxWrites(stage).length });
    expect([server, shells]).toEqual(['cas1.contoso.test', 0]);
    isAsDecided();
    expect((await sync()).report.writes).toBe(0);
  });

  it('goes on with another server when its own is down from the third change on, and repeats no write', async () => {
    setCompliance('noncompliant');
    const before = carriedOut().length;
    fault('Set-CASMailbox @cas1', { kind: 'down' }, { skip: 2, count: null });
    fault('session @cas1', { kind: 'down' }, { skip: 1, count: null });

    const { shells } = await sync();
    const { report } = await sync();

    expect(report).toMatchObject({ outcome: 'ok' });
    expect(shells).toBe(0);
    isAsDecided();
    const written = carriedOut().slice(before);
    expect(written.length).toBeGreaterThan(2);
    expect(new Set(written).size).toBe(written.length);
  });

  it('begins with another server when its own is down at the start, from the list that it kept', async () => {
    await engine.connection.call('stop', {});
    await engine.ended;
    engine = await stage.start();
    setCompliance('compliant');
    fault('@cas1', { kind: 'down' }, { count: null });

    const { report, server } = await sync();

    expect(report.outcome).toBe('ok');
    expect(server).toBe('cas2.contoso.test');
    isAsDecided();
  });
});
