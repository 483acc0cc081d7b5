import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestLine, startStatement } from '../../../../../engine/adapters/exchange-powershell/requests.ts';

function decode(argument: string): string {
  return argument === '-' ? '' : Buffer.from(argument, 'base64').toString('utf8');
}

describe('requests to the PowerShell module', () => {
  it('is one line of ASCII without anything that PowerShell could read as script, and carries the values unchanged', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (values) => {
        const line = requestLine(3, { verb: 'open', values });

        expect(line).toMatch(/^3 open( [A-Za-z0-9+/=]+| -)*\n$/);
        expect(line.trim().split(' ').slice(2).map(decode)).toEqual(values);
      }),
    );
  });

  it('joins the items of a list by commas and writes an empty list as a dash', () => {
    expect(requestLine(4, { verb: 'call', values: ['m', ['A', 'B'], []] })).toBe('4 call bQ== QQ==,Qg== -\n');
  });

  it('hides quotes and other letters of a path from PowerShell', () => {
    const statement = startStatement("/opt/it's $(calc)/\u00E9.psm1", '/opt/opener.ps1');

    expect(statement).toMatch(/^[ -~]+\n$/);
    expect(statement).not.toContain('calc');
  });
});
