import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameParser, type Reply } from '../../../../../engine/adapters/exchange-powershell/frames.ts';

const frames = 'BEGIN 7\n{"record":"a"}\n{"record":"BEGIN 9"}\nEND 7 2 more\nBEGIN 8\nEND 8 0 ok\n';
const replies: readonly Reply[] = [
  { id: 7, records: ['{"record":"a"}', '{"record":"BEGIN 9"}'], count: 2, status: 'more' },
  { id: 8, records: [], count: 0, status: 'ok' },
];

function parse(chunks: readonly string[]): readonly Reply[] {
  const parser = new FrameParser();
  return chunks.flatMap((chunk) => parser.push(chunk));
}

/** The text cut at these places. */
function cut(text: string, places: readonly number[]): readonly string[] {
  const sorted = [0, ...[...places].sort((one, other) => one - other), text.length];
  return sorted.slice(1).map((end, index) => text.slice(sorted[index], end));
}

describe('frames of the PowerShell module', () => {
  it('gives the same replies wherever the output is split, with LF and with CRLF', () => {
    const cutting = fc.tuple(fc.constantFrom('\n', '\r\n'), fc.array(fc.nat(frames.length)));
    fc.assert(
      fc.property(cutting, ([lineEnd, places]) => {
        expect(parse(cut(frames.replaceAll('\n', lineEnd), places))).toEqual(replies);
      }),
    );
  });

  it('takes several replies out of one piece', () => {
    expect(parse([frames + frames])).toEqual([...replies, ...replies]);
  });

  it('skips a banner and escape sequences, also on the line of the first frame', () => {
    expect(parse(['Windows PowerShell\r\n{"not":"ours"}\n\u001B[?1h', `\u001B[?1l${frames}`])).toEqual(replies);
  });

  it('skips stray lines inside a frame', () => {
    expect(parse(['BEGIN 1\nWARNING: something\n\u001B[?1h\n{"record":"a"}\nEND 1 1 ok\n'])).toEqual([
      { id: 1, records: ['{"record":"a"}'], count: 1, status: 'ok' },
    ]);
  });

  it('does not end a frame by the end of another one', () => {
    expect(parse(['BEGIN 2\n{"record":"a"}\nEND 1 0 ok\n'])).toEqual([]);
  });

  it('keeps what PowerShell counted beside what arrived, so that a difference can be seen', () => {
    expect(parse(['BEGIN 2\n{"record":"a"}\nEND 2 5 ok\n'])[0]).toMatchObject({ count: 5, records: ['{"record":"a"}'] });
  });

  it('refuses a line without end', () => {
    const parser = new FrameParser();
    const piece = 'x'.repeat(16 * 1024 * 1024);

    expect(() => {
      for (let count = 0; count < 5; count += 1) parser.push(piece);
    }).toThrow('exchange.reply-invalid');
  });
});
