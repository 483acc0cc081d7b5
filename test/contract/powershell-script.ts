/** Runs one of the tests' own PowerShell scripts to its end, with texts as arguments and lines for its standard input. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

export interface ScriptRun {
  readonly powershell: string;
  readonly script: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** What it wrote to standard output. */
export async function runScript({ powershell, script, parameters, environment = {}, input = '' }: ScriptRun): Promise<string> {
  const options = ['-NoLogo', '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-Command', '-'];
  const process_ = spawn(powershell, options, { env: { ...process.env, ...environment }, stdio: ['pipe', 'pipe', 'inherit'] });
  const given = Object.entries(parameters).map(([name, value]) => `-${name} '${value.replaceAll("'", "''")}'`);
  process_.stdin.end(`& '${script}' ${given.join(' ')}\n${input}\n`);
  return await text(process_.stdout);
}
