/** The only writer to standard output and standard error in electron and engine. */
export interface Output {
  line(text: string): void;
  problem(text: string): void;
  /** A line that the next one is written over; absent where nobody looks at a terminal. */
  readonly live?: LiveLine | undefined;
}

export interface LiveLine {
  /** Cut off at the terminal's width. */
  show(text: string): void;
  clear(): void;
}

export const standardOutput: Output = {
  line: writerTo(() => process.stdout),
  problem: writerTo(() => process.stderr),
  get live() {
    return process.stdout.isTTY ? liveLine(process.stdout) : undefined;
  },
};

function liveLine(stream: NodeJS.WriteStream): LiveLine {
  const erased = '\r\u001b[2K';
  return {
    // The last column stays free: a terminal that wraps there would begin another line.
    show: (text) => void stream.write(`${erased}${text.slice(0, Math.max(20, stream.columns - 1))}`),
    clear: () => void stream.write(erased),
  };
}

/**
 * A reader that goes away early (`… | head`) ends what is said, not what is done: set-up must not stop half-way because of it,
 * and the exit code still tells how the work ended.
 */
function writerTo(open: () => NodeJS.WriteStream): (text: string) => void {
  let isRead = true;
  let stream: NodeJS.WriteStream | null = null;
  const onError = (problem: NodeJS.ErrnoException): void => {
    if (problem.code !== 'EPIPE') throw problem;
    isRead = false;
  };
  return (text) => {
    stream ??= open().on('error', onError);
    if (isRead) stream.write(`${text}\n`);
  };
}

/** All of standard input as text, at most `limit` bytes. For secrets and requests; nothing is kept. */
export async function readStandardInput(limit = 1024 * 1024): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > limit) throw new RangeError(`standard input is larger than ${limit} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
