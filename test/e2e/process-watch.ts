/**
 * Remembers arguments and environment of every process that exists while it runs, by reading /proc in a tight loop.
 * Runs as a program of its own: `node process-watch.ts FILE`; ends when its standard input closes, then writes FILE:
 * one JSON object a line, {pid, arguments, environment}.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

interface Seen {
  readonly pid: string;
  readonly arguments: string;
  readonly environment: string;
}

const pauseMilliseconds = 5;

function look(seen: Map<string, Seen>): void {
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const process = readProcess(pid);
    if (process !== null) seen.set(`${pid} ${process.arguments} ${process.environment.length}`, process);
  }
}

function readProcess(pid: string): Seen | null {
  try {
    return { pid, arguments: readFileSync(`/proc/${pid}/cmdline`, 'utf8'), environment: readFileSync(`/proc/${pid}/environ`, 'utf8') };
  } catch {
    return null; // ended between listing and reading
  }
}

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: process-watch.ts FILE');
const seen = new Map<string, Seen>();
let isWatching = true;
process.stdin.on('end', () => {
  isWatching = false;
});
process.stdin.resume();
process.stdout.write('watching\n');
while (isWatching) {
  look(seen);
  await wait(pauseMilliseconds);
}
writeFileSync(file, [...seen.values()].map((one) => JSON.stringify(one)).join('\n'));
