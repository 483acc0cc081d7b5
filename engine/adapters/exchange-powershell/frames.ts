/**
 * The replies of our PowerShell module as they stand in its output: `BEGIN id`, records, `END id count status`.
 * Pure: text in, whole replies out. Knows nothing of processes, nor of what a record means. What it holds is bounded by `frameLimits`,
 * whatever comes.
 */
import { Failure } from '../../../shared/errors.ts';
import { type FindLineFeed, LineReader } from './lines.ts';

export interface Reply {
  readonly id: number;
  readonly records: readonly string[];
  /** As PowerShell counted them; a reply whose records differ in number must not be used. */
  readonly count: number;
  readonly status: 'ok' | 'more' | 'failed';
}

/**
 * Characters. A batch is 500 records, of about 400 characters as a rule; the longest record is a mailbox with thousands of entries in its
 * lists, each up to six times as long when escaped. `strays`: of everything that is no record, from the end of one reply to that of the next.
 */
export const frameLimits = { line: 8 * 1024 * 1024, reply: 32 * 1024 * 1024, strays: 1024 * 1024 } as const;

/** Characters that one record counts for besides its own, so that a flood of empty ones ends too. */
const recordCost = 32;

const beginLine = /BEGIN (\d{1,15})$/;
/** The longest that {@link beginLine} matches, so that only the end of a stray line is looked at. */
const longestBegin = 'BEGIN '.length + 15;
const ownBegin = /^BEGIN \d{1,15}$/;
const endLine = /^END (\d{1,15}) (\d{1,9}) (ok|more|failed)$/;
const almostEnd = /^END \d{1,15} /;

interface OpenFrame {
  readonly id: number;
  readonly records: string[];
  size: number;
}

/**
 * Takes output in pieces of any size, with LF or CRLF. What stands before or between frames (escape sequences of a
 * console, a banner) is skipped, also when it stands on the line of BEGIN; inside a frame only lines with `{` count. A line of our own
 * that stands where it cannot is never skipped: it throws `exchange.reply-invalid`, and nothing may be pushed afterwards.
 */
export class FrameParser {
  readonly #lines: LineReader;
  #open: OpenFrame | null = null;
  #strays = 0;

  constructor(find?: FindLineFeed) {
    this.#lines = new LineReader(frameLimits.line, find);
  }

  push(text: string): readonly Reply[] {
    const replies: Reply[] = [];
    const isShort = this.#lines.push(text, (line) => {
      const reply = this.#open === null ? this.#outside(line) : this.#inside(this.#open, line);
      if (reply !== null) replies.push(reply);
    });
    if (!isShort) throw refused('A line of the reply is too long.');
    return replies;
  }

  #outside(line: string): null {
    const begin = beginLine.exec(line.slice(-longestBegin));
    if (almostEnd.test(line)) throw refused('A reply ended that had not begun.');
    if (begin === null) return this.#skip(line);
    this.#open = { id: Number(begin[1]), records: [], size: 0 };
    return null;
  }

  #inside(frame: OpenFrame, line: string): Reply | null {
    if (line.startsWith('{')) return keep(frame, line);
    if (ownBegin.test(line)) throw refused('A reply began inside another one.');
    return almostEnd.test(line) ? this.#finish(frame, endLine.exec(line)) : this.#skip(line);
  }

  #finish(frame: OpenFrame, end: RegExpExecArray | null): Reply {
    if (end === null) throw refused('The end of the reply is not of its form.');
    if (Number(end[1]) !== frame.id) throw refused(`Reply ${frame.id} ended as ${end[1]}.`);
    this.#open = null;
    this.#strays = 0;
    const status = end[3] === 'ok' || end[3] === 'more' ? end[3] : 'failed';
    return { id: frame.id, records: frame.records, count: Number(end[2]), status };
  }

  #skip(line: string): null {
    this.#strays += line.length + 1;
    if (this.#strays > frameLimits.strays) throw refused('PowerShell says much that is no reply.');
    return null;
  }
}

function keep(frame: OpenFrame, line: string): null {
  frame.size += line.length + recordCost;
  if (frame.size > frameLimits.reply) throw refused('The reply is too long.');
  frame.records.push(line);
  return null;
}

/** Whoever asks again asks another process: this one is not used any more. */
function refused(detail: string): Failure {
  return new Failure('exchange.reply-invalid', { retry: 'later', detail });
}
