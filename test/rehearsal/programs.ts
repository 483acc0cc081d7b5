/** Runs our programs beside the simulators, which live in this process: never synchronously, or they could not answer. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { repository } from './stage.ts';

export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly problems: string;
}

/** Runs a TypeScript program of the checkout to its end; `input` goes to its standard input. */
export function runProgram(path: string, args: readonly string[], env: NodeJS.ProcessEnv, input = ''): Promise<Ended> {
  const child = spawn(process.execPath, [join(repository, path), ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  const problems: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => problems.push(chunk));
  child.stdin.end(input);
  return new Promise((settle, fail) => {
    child.once('error', fail);
    child.once('close', (code) => settle({ code, output: Buffer.concat(output).toString(), problems: Buffer.concat(problems).toString() }));
  });
}

export const unattendedSetup = join('electron', 'unattended', 'main.ts');
export const commandLine = join('engine', 'main.ts');
