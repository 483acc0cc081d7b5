import { describe, expect, it } from 'vitest';
import { paceOf } from '../../../../../engine/adapters/exchange-powershell/pace.ts';

describe('micro delays', () => {
  it.each([
    ['WARNING: Micro delay applied. Actual delayed: 1234 msecs, Enforced: True', 1234],
    ['Micro delay applied. Actual delayed: 1,234 msecs', 1234],
    ['Micro delay toegepast. Werkelijke vertraging: 1.234 ms', 1234],
    ['Microvertraging toegepast. Werkelijke vertraging: 345 ms, Maximale vertraging: 345 ms', 345],
    ['Micro delay applied.', 0],
  ])('of "%s" are counted in milliseconds', (warning, delayed) => {
    expect(paceOf(warning)).toEqual({ delayed });
  });

  it('are not seen in another warning', () => {
    expect(paceOf('There are more results available. Increase the value for the ResultSize parameter: 1000 ms')).toBeNull();
  });
});
