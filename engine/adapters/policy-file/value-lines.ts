/** Where each value of a JSON text stands, so that what is wrong with it can be pointed at. */

interface Frame {
  readonly path: readonly (string | number)[];
  /** Of the value that comes next; null while an object's key is still to come. */
  at: string | number | null;
}

export interface ValueLines {
  /** 1-based; of the nearest value that is there when the path itself is not. */
  lineOf(path: readonly PropertyKey[]): number;
  /** The first key that an object has twice, with its line, or null. */
  readonly twice: { readonly key: string; readonly line: number } | null;
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** `text` is JSON that was parsed already. */
export function valueLines(text: string): ValueLines {
  const reader = new Reader();
  let line = 1;
  let end = 0;
  for (const match of text.matchAll(token)) {
    line += text.slice(end, match.index).split('\n').length - 1;
    end = match.index;
    reader.take(match[0], line);
  }
  return {
    twice: reader.twice,
    lineOf: (path) => {
      for (let length = path.length; length > 0; length -= 1) {
        const found = reader.lines.get(nameOf(path.slice(0, length)));
        if (found !== undefined) return found;
      }
      return 1;
    },
  };
}

class Reader {
  readonly lines = new Map<string, number>();
  twice: ValueLines['twice'] = null;
  readonly #open: Frame[] = [];

  take(text: string, line: number): void {
    const frame = this.#open.at(-1);
    if (text === ':') return;
    if (text === '}' || text === ']') this.#open.pop();
    else if (text === ',') this.#next(frame);
    else if (frame !== undefined && frame.at === null) this.#key(frame, text, line);
    else this.#value(frame, text, line);
  }

  #next(frame: Frame | undefined): void {
    if (frame !== undefined) frame.at = typeof frame.at === 'number' ? frame.at + 1 : null;
  }

  #key(frame: Frame, text: string, line: number): void {
    const key = String(JSON.parse(text));
    if (this.lines.has(nameOf([...frame.path, key]))) this.twice ??= { key, line };
    frame.at = key;
  }

  #value(frame: Frame | undefined, text: string, line: number): void {
    const path = frame === undefined || frame.at === null ? [] : [...frame.path, frame.at];
    this.lines.set(nameOf(path), line);
    if (text === '{') this.#open.push({ path, at: null });
    if (text === '[') this.#open.push({ path, at: 0 });
  }
}

function nameOf(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String));
}
