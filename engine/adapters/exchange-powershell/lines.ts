/**
 * Lines out of text that comes in pieces of any size, with LF or CRLF. Pure. Each character is looked at once: a line that has
 * not ended is kept in its pieces, and put together when its end comes. Nothing is kept beyond the limit.
 */

/** Where the next line feed stands from there on, or -1. */
export type FindLineFeed = (text: string, from: number) => number;

/** Characters that one kept piece counts for besides its own: what it costs in memory. */
const pieceCost = 32;

export class LineReader {
  readonly #limit: number;
  readonly #find: FindLineFeed;
  #pieces: string[] = [];
  #kept = 0;

  constructor(limit: number, find: FindLineFeed = (text, from) => text.indexOf('\n', from)) {
    this.#limit = limit;
    this.#find = find;
  }

  /** Gives each whole line to `take`. False: the line that is still coming is longer than the limit, and nothing more can be read. */
  push(text: string, take: (line: string) => void): boolean {
    let start = 0;
    for (let end = this.#find(text, start); end !== -1; end = this.#find(text, start)) {
      const line = this.#ended(text.slice(start, end));
      take(line.endsWith('\r') ? line.slice(0, -1) : line);
      start = end + 1;
    }
    return this.#keep(text.slice(start));
  }

  #ended(last: string): string {
    if (this.#pieces.length === 0) return last;
    const line = this.#pieces.join('') + last;
    this.#pieces = [];
    this.#kept = 0;
    return line;
  }

  #keep(piece: string): boolean {
    if (piece === '') return true;
    this.#kept += piece.length + pieceCost;
    if (this.#kept > this.#limit) {
      this.#pieces = [];
      return false;
    }
    this.#pieces.push(piece);
    return true;
  }
}
