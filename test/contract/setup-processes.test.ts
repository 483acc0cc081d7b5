import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import {
  childEnvironment,
  endProcess,
  isAlive,
  type RunRequest,
  runToCompletion,
  startDetached,
} from '../../electron/platform/processes.ts';
import { toAppError } from '../../shared/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'ec-processes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(script: string, more: Partial<RunRequest> = {}) {
  return runToCompletion({
    program: process.execPath,
    arguments: ['-e', script],
    folder,
    environment: {},
    input: '',
    deadlineMilliseconds: 20_000,
    signal: new AbortController().signal,
    ...more,
  });
}

async function errorOf(work: Promise<unknown>) {
  return work.then(
    () => null,
    (thrown: unknown) => toAppError(thrown),
  );
}

describe('a program that set-up runs', () => {
  it('gets its input and gives back exit code and both outputs', async () => {
    const result = await run(
      'process.stdin.on("data", (d) => process.stdout.write(d)); process.stderr.write("note"); process.exitCode = 3;',
      { input: 'secret' },
    );

    expect(result).toEqual({ exitCode: 3, output: 'secret', problem: 'note' });
  });

  it('hands over its lines as they come, whole, whatever the chunks are', async () => {
    const lines: string[] = [];
    const script = 'const b = Buffer.from("één\\r\\ntwo\\nthree"); for (const one of b) process.stdout.write(Buffer.of(one));';

    await run(script, { onLine: (line) => lines.push(line) });

    expect(lines).toEqual(['één', 'two', 'three']);
  });

  it('that ends without reading a large input tells by its exit code', async () => {
    expect((await run('process.exit(4)', { input: 'x'.repeat(1_000_000) })).exitCode).toBe(4);
  });

  it('that takes too long is ended: timeout, without its input in the error', async () => {
    const error = await errorOf(run('setInterval(() => {}, 1000)', { deadlineMilliseconds: 300, input: 'secret' }));

    expect(error).toMatchObject({ code: 'timeout' });
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  it('is ended when the work is cancelled', async () => {
    const control = new AbortController();
    const script = 'process.stdout.write("up\\n"); setInterval(() => {}, 1000)';

    expect(await errorOf(run(script, { signal: control.signal, onLine: () => control.abort() }))).toMatchObject({ code: 'cancelled' });
  });

  it('that prints without end is ended', async () => {
    const error = await errorOf(
      run('const t = "x".repeat(65536); const w = () => { while (process.stdout.write(t)); }; process.stdout.on("drain", w); w();'),
    );

    expect(error).toMatchObject({ code: 'internal' });
  });

  it.each(['node', './node', ''])('must be named by its absolute path, not %j', async (program) => {
    expect(await errorOf(run('0', { program }))).toMatchObject({ code: 'internal' });
  });

  it('does not inherit what changes Node, Electron or node-powershell', async () => {
    const environment = { NODE_OPTIONS: '--x', ELECTRON_RUN_AS_NODE: '1', NODE_POWERSHELL: '/tmp/x', PATH: '/bin' };

    expect(childEnvironment(environment)).toEqual({ PATH: '/bin' });
    expect((await run('process.stdout.write(Object.keys(process.env).join())', { environment })).output).toBe('PATH');
  });
});

describe('a program that outlives set-up', () => {
  it('gets its input, writes its log, and is found and ended by its id', async () => {
    const logFile = join(folder, 'engine.log');
    const script = 'process.stdin.on("data", (d) => console.log("got", d.toString().length)); setInterval(() => {}, 1000)';
    const pid = await startDetached({
      program: process.execPath,
      arguments: ['-e', script],
      folder,
      environment: {},
      input: 'key\n',
      logFile,
    });

    await vi.waitFor(() => expect(readFileSync(logFile, 'utf8')).toBe('got 4\n'), { timeout: 10_000 });
    expect(isAlive(pid)).toBe(true);

    endProcess(pid, 'SIGKILL');
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000 });
  });

  it('that is not there: engine.start-failed', async () => {
    const missing = {
      program: join(folder, 'node'),
      arguments: [],
      folder,
      environment: {},
      input: 'key\n',
      logFile: join(folder, 'x.log'),
    };

    expect(await errorOf(startDetached(missing))).toMatchObject({ code: 'engine.start-failed' });
  });
});
