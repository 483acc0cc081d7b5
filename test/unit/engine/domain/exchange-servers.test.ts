import { describe, expect, it } from 'vitest';
import { afterFailure, closedCircuit, mayTry } from '../../../../engine/domain/circuit.ts';
import { serverConcerns, serverOrder } from '../../../../engine/domain/exchange-servers.ts';
import { afterCalm, afterComplaint, narrow, widest } from '../../../../engine/domain/parallel-width.ts';
import { isSlow, slowHoursOf } from '../../../../engine/domain/slow-hours.ts';

function server(name: string, version: string, site = 'Amsterdam', isClientAccess = true) {
  return { name: name.toUpperCase(), fqdn: `${name}.contoso.test`, version, site, isClientAccess };
}

describe('the order of servers (X4)', () => {
  it('begins with the configured one, then those of its site, then others, newer before less new; an older version never, whose list looks whole and is not', () => {
    const servers = [
      server('old', '14.3.123.4'),
      server('far', '15.2.1118.7', 'Breda'),
      server('near', '15.1.2507.6'),
      server('newer', '15.2.1118.7'),
      server('primary', '15.1.2507.6'),
    ];

    expect(serverOrder('PRIMARY', servers)).toEqual(['PRIMARY', 'newer.contoso.test', 'near.contoso.test', 'far.contoso.test']);
  });

  it('X4 asks no older server for an array’s name either', () => {
    const servers = [server('old', '14.3.123.4'), server('new', '15.2.1118.7')];

    expect(serverOrder('mail.contoso.test', servers)).toEqual(['mail.contoso.test', 'new.contoso.test']);
  });

  it.each([
    ['without client access', server('edge', '15.0.1497.2', 'Amsterdam', false)],
    ['before Exchange 2010 SP3', server('ancient', '14.2.247.5')],
  ])('leaves out one %s', (_, other) => {
    expect(serverOrder('primary.contoso.test', [server('primary', '15.1.2507.6'), other])).toEqual(['primary.contoso.test']);
  });

  it('is the same whatever order Exchange lists them in', () => {
    const servers = [server('a', '15.1.2507.6'), server('b', '15.1.2507.6'), server('c', '15.10.1.0')];

    expect(serverOrder('a', servers.toReversed())).toEqual(serverOrder('a', servers));
    expect(serverOrder('a', servers)).toEqual(['a', 'c.contoso.test', 'b.contoso.test']);
  });

  it('Q7 tells of a name that is no single server, and of a newer version than the configured one', () => {
    const servers = [server('old', '14.3.123.4'), server('new', '15.2.1118.7')];

    expect(serverConcerns('outlook.contoso.test', servers)).toEqual([{ kind: 'alias' }]);
    expect(serverConcerns('old', servers)).toEqual([{ kind: 'older', newest: 'new.contoso.test' }]);
    expect(serverConcerns('new', servers)).toEqual([]);
  });

  it('Q7 does not call a server older for a cumulative update', () => {
    expect(serverConcerns('a', [server('a', '15.2.1118.7'), server('b', '15.2.1544.4')])).toEqual([]);
  });
});

describe('the circuit of a server', () => {
  it('rests twice as long after each failure in a row, a quarter of an hour at most', () => {
    let circuit = closedCircuit;
    const rests = Array.from({ length: 7 }, () => {
      circuit = afterFailure(circuit, 0);
      return circuit.restsUntil / 1000;
    });

    expect(rests).toEqual([30, 60, 120, 240, 480, 900, 900]);
    expect([mayTry(circuit, 899_999), mayTry(circuit, 900_000), mayTry(closedCircuit, 0)]).toEqual([false, true, true]);
  });
});

describe('how many sessions at once (X5)', () => {
  it('grows by one after each calm stretch, to ten and no further', () => {
    let width = narrow;
    const seen = new Set<number>();
    for (let call = 0; call < 1000; call += 1) {
      width = afterCalm(width);
      seen.add(width.now);
    }

    expect([...seen]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(width.now).toBe(widest);
  });

  it('halves at each complaint, down to one', () => {
    expect([10, 5, 2, 1].map((now) => afterComplaint({ now, calm: 7 }))).toEqual([5, 2, 1, 1].map((now) => ({ now, calm: 0 })));
  });
});

describe('the slow hours (B9)', () => {
  it.each([
    ['08:00-18:00', '07:59', false],
    ['08:00-18:00', '08:00', true],
    ['08:00-18:00', '18:00', false],
    ['22:30-06:00', '23:00', true],
    ['22:30-06:00', '05:59', true],
    ['22:30-06:00', '12:00', false],
    ['', '12:00', false],
  ])('%s at %s: %s', (hours, time, expected) => {
    expect(isSlow(slowHoursOf(hours), new Date(`2026-11-28T${time}:00`))).toBe(expected);
  });
});
