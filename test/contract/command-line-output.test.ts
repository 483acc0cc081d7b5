import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const repository = join(import.meta.dirname, '..', '..');
const engine = join(repository, 'engine', 'main.ts');
const console = join(repository, 'shared', 'host', 'console.ts');

interface Ended {
  readonly code: unknown;
  readonly problems: string;
}

/** Runs Node with the named outputs closed on our side before the program can write. */
async function runUnread(args: readonly string[], unread: readonly ('stdout' | 'stderr')[]): Promise<Ended> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 30_000, killSignal: 'SIGKILL' });
  const chunks: string[] = [];
  child.stderr.on('data', (chunk) => chunks.push(String(chunk)));
  for (const name of unread) child[name].destroy();
  const [code] = await once(child, 'close');
  return { code, problems: chunks.join('') };
}

/** A program that writes, waits until a failure to write would have struck, writes again, works on and ends with exit code 3. */
function talker(name: 'line' | 'problem'): readonly string[] {
  const script = `
    import { setTimeout as wait } from 'node:timers/promises';
    const { standardOutput } = await import(${JSON.stringify(console)});
    for (let count = 0; count < 5; count += 1) {
      standardOutput.${name}('x'.repeat(100_000));
      await wait(20);
    }
    process.exitCode = 3;`;
  return ['--input-type=module', '--eval', script];
}

describe('a command line whose reader goes away early', () => {
  it('ends its help quietly and well', async () => {
    expect(await runUnread([engine, '--help'], ['stdout'])).toEqual({ code: 0, problems: '' });
  });

  it('ends with the exit code of a wrong command all the same', async () => {
    expect(await runUnread([engine, 'no-such-command'], ['stdout', 'stderr'])).toMatchObject({ code: 2 });
    expect(await runUnread([engine, 'no-such-command', '--json'], ['stdout'])).toEqual({ code: 2, problems: '' });
  });

  it.each(['line', 'problem'] as const)('goes on with its work when nobody reads what it says by %s', async (name) => {
    expect(await runUnread(talker(name), ['stdout', 'stderr'])).toMatchObject({ code: 3 });
  });
});
