/** A session with the simulated Exchange of a running rehearsal whose cmdlets are those of one PowerShell, for administrators and their scripts. */
import { type ChildProcess, spawn } from 'node:child_process';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { repository } from './stage.ts';

export interface AttachOptions {
  /** Of the simulated Exchange. */
  readonly url: string;
  readonly server: string;
  readonly user: string;
  readonly password: string;
}

export interface Attachment {
  /** What the PowerShell needs in its environment. */
  readonly environment: NodeJS.ProcessEnv;
  /** Ends the session. */
  detach(): Promise<void>;
}

const openedSchema = z.object({ ticket: z.string() });
const refusedSchema = z.object({ message: z.string() });
const deadlineMilliseconds = 60_000;

/** Throws an Error with Exchange's own words when no session is opened. */
export async function attachToExchange({ url, ...account }: AttachOptions): Promise<Attachment> {
  const response = await fetch(`${url}/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
    signal: AbortSignal.timeout(deadlineMilliseconds),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(refusedSchema.parse(answer).message);
  const { ticket } = openedSchema.parse(answer);
  return {
    environment: { EXCHANGE_CONNECTOR_REHEARSAL_URL: url, EXCHANGE_CONNECTOR_REHEARSAL_TICKET: ticket },
    detach: async () => {
      await fetch(`${url}/sessions/${ticket}`, { method: 'DELETE', signal: AbortSignal.timeout(deadlineMilliseconds) }).catch(
        () => undefined,
      );
    },
  };
}

const entrance = join(repository, 'test', 'simulators', 'powershell', 'Enter-RehearsalExchange.ps1');

/** A full PowerShell has a console of its own; the host from NuGet reads statements only. */
export function hasConsole(powershell: string): boolean {
  return basename(powershell).startsWith('pwsh');
}

export function startConsole(powershell: string, { environment }: Attachment): ChildProcess {
  const args = ['-NoLogo', '-NoProfile', '-NoExit', '-File', entrance];
  return spawn(powershell, args, { env: { ...process.env, ...environment }, stdio: 'inherit' });
}

export interface StatementShell {
  /** Runs one line; every line of its output goes to `write`, warnings and errors too. */
  run(line: string, write: (text: string) => void): Promise<void>;
  end(): Promise<void>;
}

/** Reads lines and answers in text, on any PowerShell. Variables live on from line to line. */
export function startStatements(powershell: string, { environment }: Attachment): StatementShell {
  const child = spawn(powershell, ['-NoLogo', '-NoProfile', '-NoExit', '-Command', '-'], { env: { ...process.env, ...environment } });
  const ended = new Promise<void>((settle) => child.once('close', () => settle()));
  let write: (text: string) => void = () => undefined;
  let finish: () => void = () => undefined;
  const endMark = `end of answer ${process.pid}`;
  const onLine = (line: string): void => (line === endMark ? finish() : write(line));
  linesOf(child.stdout, onLine);
  linesOf(child.stderr, (line) => write(line));
  child.stdin.on('error', () => undefined);
  child.stdin.write(`. '${entrance}'\n`);
  return {
    run: async (line, to) => {
      write = to;
      const done = new Promise<void>((settle) => (finish = settle));
      child.stdin.write(`. { ${line} } 2>&1 3>&1 | Show-Object\n[Console]::Out.WriteLine('${endMark}')\n`);
      await Promise.race([done, ended]);
    },
    end: async () => {
      child.stdin.end('exit\n');
      await ended;
    },
  };
}

function linesOf(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
}
