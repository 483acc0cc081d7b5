/**
 * The replies of our PowerShell module as they stand in its output: `BEGIN id`, records, `END id count status`.
 * Pure: text in, whole replies out. Knows nothing of processes, nor of what a record means.
 */
import { Failure } from '../../../shared/errors.ts';

export interface Reply {
  readonly id: number;
  readonly records: readonly string[];
  /** As PowerShell counted them; a reply whose records differ in number must not be used. */
  readonly count: number;
  readonly status: 'ok' | 'more' | 'failed';
}

/** Characters of one reply; ours stay far below, so more means that something else is talking. */
const replyLimit = 64 * 1024 * 1024;

const beginLine = /BEGIN (\d{1,15})$/;
const endLine = /^END (\d{1,15}) (\d{1,9}) (ok|more|failed)$/;

/**
 * Takes output in pieces of any size, with LF or CRLF. What stands before or between frames (escape sequences of a
 * console, a banner) is skipped, also when it stands on the line of BEGIN; inside a frame only lines with `{` count.
 */
export class FrameParser {
  #rest = '';
  #open: { readonly id: number; readonly records: string[]; size: number } | null = null;

  push(text: string): readonly Reply[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > replyLimit) throw new Failure('exchange.reply-invalid', { detail: 'A line of the reply is too long.' });
    return lines.flatMap((line) => this.#take(line.endsWith('\r') ? line.slice(0, -1) : line));
  }

  #take(line: string): readonly Reply[] {
    const begin = line.startsWith('{') ? null : beginLine.exec(line);
    if (begin !== null) {
      this.#open = { id: Number(begin[1]), records: [], size: 0 };
      return [];
    }
    if (this.#open === null) return [];
    if (line.startsWith('{')) return this.#keep(this.#open, line);
    return this.#finish(this.#open, endLine.exec(line));
  }

  #keep(frame: { readonly records: string[]; size: number }, line: string): readonly Reply[] {
    frame.size += line.length;
    if (frame.size > replyLimit) throw new Failure('exchange.reply-invalid', { detail: 'The reply is too long.' });
    frame.records.push(line);
    return [];
  }

  #finish(frame: { readonly id: number; readonly records: string[] }, end: RegExpExecArray | null): readonly Reply[] {
    if (end === null || Number(end[1]) !== frame.id) return [];
    this.#open = null;
    const status = end[3] === 'ok' || end[3] === 'more' ? end[3] : 'failed';
    return [{ id: frame.id, records: frame.records, count: Number(end[2]), status }];
  }
}
