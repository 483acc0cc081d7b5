import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameParser, frameLimits, type Reply } from '../../../../../engine/adapters/exchange-powershell/frames.ts';

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

/** Records as our module writes them: a line that begins with `{` and has no line end in it, whatever text it carries. */
const record = fc.string({ unit: 'binary', maxLength: 60 }).map((text) => JSON.stringify({ record: text }));
const reply = fc.record({
  id: fc.nat(),
  records: fc.array(record, { maxLength: 8 }),
  count: fc.nat(1_000_000),
  status: fc.constantFrom('ok', 'more', 'failed'),
});
/** What others say on the same pipe: no line of ours. */
const stray = fc
  .oneof(
    fc.constantFrom(
      '',
      '\u001B[?1h\u001B=',
      'WARNING: {',
      '\uFEFF',
      'PS C:\\> ',
      ' END 1 1 ok',
      '{"no":"frame"',
      'BEGIN',
      'END',
      '\u001B[6n',
    ),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
  )
  .map((text) => text.replace(/[\r\n]/g, ' '))
  .filter((text) => !/BEGIN \d+$|^END \d/.test(text));
const noise = fc.array(stray, { maxLength: 3 });

const conversation = fc.array(fc.record({ before: noise, prefix: stray, reply, inside: noise }), { minLength: 1, maxLength: 6 });
type Spoken = typeof conversation extends fc.Arbitrary<infer T> ? T : never;

function spoken(turns: Spoken, lineEnd: string): string {
  const lines = turns.flatMap(({ before, prefix, reply: { id, records, count, status }, inside }) => [
    ...before,
    `${prefix}BEGIN ${id}`,
    ...records,
    ...inside.filter((line) => !line.startsWith('{')),
    `END ${id} ${count} ${status}`,
  ]);
  return lines.map((line) => line + lineEnd).join('');
}

/** How many characters were looked at for a line end while this came in. */
function looked(chunks: Iterable<string>): { readonly characters: number; readonly replies: readonly Reply[] } {
  let characters = 0;
  const parser = new FrameParser((text, from) => {
    const found = text.indexOf('\n', from);
    characters += (found === -1 ? text.length : found + 1) - from;
    return found;
  });
  return { replies: [...chunks].flatMap((chunk) => parser.push(chunk)), characters };
}

function pushing(piece: string, times: number, begin = 'BEGIN 1\n'): () => void {
  const parser = new FrameParser();
  return () => {
    parser.push(begin);
    for (let count = 0; count < times; count += 1) parser.push(piece);
  };
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

  it('finds any replies again among any strays, however the bytes are split, also within a character', () => {
    fc.assert(
      fc.property(conversation, fc.constantFrom('\n', '\r\n'), fc.array(fc.nat(4000)), (turns, lineEnd, places) => {
        const bytes = Buffer.from(spoken(turns, lineEnd), 'utf8');
        const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
        const ends = [...places.filter((place) => place < bytes.length).toSorted((one, other) => one - other), bytes.length];
        const chunks = ends.map((end, index) => decoder.decode(bytes.subarray(ends[index - 1] ?? 0, end), { stream: true }));

        const heard = parse(chunks);
        expect(heard.map(({ id, count, status }) => ({ id, count, status }))).toEqual(
          turns.map(({ reply: { id, count, status } }) => ({ id, count, status })),
        );
        expect(heard.map(({ records }) => records)).toEqual(turns.map((turn) => turn.reply.records));
      }),
      { numRuns: 300 },
    );
  });

  it('takes several replies out of one piece', () => {
    expect(parse([frames + frames])).toEqual([...replies, ...replies]);
  });

  it('skips a byte order mark, a banner and escape sequences, also on the line of the first frame', () => {
    expect(parse([`\uFEFF${frames}`])).toEqual(replies);
    expect(parse(['Windows PowerShell\r\n{"not":"ours"}\n\u001B[?1h', `\u001B[?1l${frames}`])).toEqual(replies);
  });

  it('skips stray lines inside a frame', () => {
    expect(parse(['BEGIN 1\nWARNING: something\n\u001B[?1h\n{"record":"a"}\nEND 1 1 ok\n'])).toEqual([
      { id: 1, records: ['{"record":"a"}'], count: 1, status: 'ok' },
    ]);
  });

  it('keeps what PowerShell counted beside what arrived, so that a difference can be seen', () => {
    expect(parse(['BEGIN 2\n{"record":"a"}\nEND 2 5 ok\n'])[0]).toMatchObject({ count: 5, records: ['{"record":"a"}'] });
  });

  it.each([
    ['a reply that ends as another one', 'BEGIN 2\n{"record":"a"}\nEND 1 0 ok\n'],
    ['an end that stands there twice', 'BEGIN 2\nEND 2 0 ok\nEND 2 0 ok\n'],
    ['a reply within a reply', 'BEGIN 2\nBEGIN 3\nEND 3 0 ok\n'],
    ['an outcome that there is not', 'BEGIN 2\nEND 2 0 perhaps\n'],
    ['an end without a count', 'BEGIN 2\nEND 2 ok\n'],
    ['a count that is no number', 'BEGIN 2\nEND 2 -1 ok\n'],
  ])('refuses %s', (_, text) => {
    expect(() => parse([text])).toThrow('exchange.reply-invalid');
  });

  it('looks at each character once, also of one line of the longest kind in small pieces', () => {
    const piece = 'x'.repeat(4096);
    const pieces = Math.floor(frameLimits.line / (piece.length + 64));
    const text = [`BEGIN 1\n{`, ...Array.from({ length: pieces }, () => piece), '}\nEND 1 1 ok\n'];
    const { characters, replies: found } = looked(text);

    expect(characters).toBe(text.reduce((sum, { length }) => sum + length, 0));
    expect(found[0]?.records[0]).toHaveLength(pieces * piece.length + 2);
  });

  it('looks at each character once, whatever it is and however it is split', () => {
    fc.assert(
      fc.property(conversation, fc.array(fc.nat(4000)), (turns, places) => {
        const text = spoken(turns, '\r\n');
        const inside = places.filter((place) => place < text.length);
        expect(looked(cut(text, inside)).characters).toBe(text.length);
      }),
    );
  });

  it.each([
    ['a flood without a line end', 'x'.repeat(64 * 1024), frameLimits.line],
    ['a flood without a line end, character by character', 'x', frameLimits.line / 16],
    ['one record without end', `{${'x'.repeat(64 * 1024)}`, frameLimits.line],
    ['records without end', `{${'x'.repeat(64 * 1024)}\n`, frameLimits.reply],
    ['empty records without end', '{\n'.repeat(1000), frameLimits.reply],
    ['stray lines without end', `${'noise\n'.repeat(1000)}`, frameLimits.strays],
    ['empty lines without end', '\n'.repeat(1000), frameLimits.strays],
  ])('ends with a failure at %s, before more than its limit came', (_, piece, limit) => {
    const times = Math.ceil(limit / piece.length) + 1;

    expect(pushing(piece, times)).toThrow('exchange.reply-invalid');
  });

  it('ends with a failure at stray lines without end before any reply, too', () => {
    expect(pushing('noise\n'.repeat(1000), 200, '')).toThrow('exchange.reply-invalid');
  });

  it('counts strays from reply to reply, so that a little noise for hours is none too much', () => {
    const parser = new FrameParser();
    const noisy = `${'noise\n'.repeat(10_000)}BEGIN 1\nEND 1 0 ok\n`;
    const heard = Array.from({ length: 100 }, () => parser.push(noisy)).flat();

    expect(heard).toHaveLength(100);
    expect(noisy.length * 100).toBeGreaterThan(frameLimits.strays * 5);
  });
});
