/** The only writer to standard output and standard error in electron and engine. */
export interface Output {
  line(text: string): void;
  problem(text: string): void;
}

export const standardOutput: Output = {
  line: (text) => void process.stdout.write(`${text}\n`),
  problem: (text) => void process.stderr.write(`${text}\n`),
};

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
