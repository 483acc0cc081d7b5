/**
 * What a process may do in place of answering. The programs here are no PowerShell and imitate none: each does one bad thing, on real
 * pipes, and the conversation must come to its code.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Conversation } from '../../engine/adapters/exchange-powershell/conversation.ts';
import { HostProcess } from '../../engine/adapters/exchange-powershell/host-process.ts';
import { type Clock, systemClock } from '../../shared/host/clock.ts';
import { processes } from '../builders/seen-processes.ts';

/** The patience with a process that does not end, in a tenth of a second. */
const hastyClock: Clock = { ...systemClock, sleep: (milliseconds, signal) => systemClock.sleep(Math.min(milliseconds, 100), signal) };
const megabytes = (count: number) => `head -c ${count * 1024 * 1024} /dev/zero`;
const answer = "printf 'BEGIN 0\\nEND 0 0 ok\\n'";

describe('a process in place of PowerShell', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'powershell-process-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function run(script: string, milliseconds = 30_000) {
    const path = join(folder, `program-${Math.trunc(performance.now() * 1000)}`);
    writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const host = new HostProcess({ path, folder, environment: { PATH: process.env['PATH'] ?? '', PROGRAM: path } }, hastyClock);
    const conversation = new Conversation(host, systemClock);
    const isGone = () => !processes().some(({ environment }) => environment.includes(`PROGRAM=${path}`));
    return { host, isGone, reply: conversation.start('hello\n', { milliseconds, signal: null }) };
  }

  it.each([
    ['dies in the middle of a reply', `printf 'BEGIN 0\\n{"record":"a"}\\n{"rec'; exit 3`, 'powershell.ended'],
    ['is killed in the middle of a reply', `printf 'BEGIN 0\\n{"record":"a"}\\n'; kill -KILL $$`, 'powershell.ended'],
    ['ends well before it answered', 'exit 0', 'powershell.ended'],
    ['closes its output and lives on', 'exec >&- 2>&-; exec sleep 60', 'powershell.ended'],
    ['hangs in the middle of a reply', `printf 'BEGIN 0\\n'; exec sleep 60`, 'powershell.timeout'],
    ['hangs and will not be asked to end', `trap '' TERM; while :; do sleep 1; done`, 'powershell.timeout'],
    ['floods without a line end', `${megabytes(20)} | tr '\\0' x; exec sleep 60`, 'exchange.reply-invalid'],
    ['floods with lines', 'exec yes noise', 'exchange.reply-invalid'],
    ['floods with records', `echo 'BEGIN 0'; exec yes '{"record":"device"}'`, 'exchange.reply-invalid'],
    ['answers what was not asked', `printf 'BEGIN 7\\nEND 7 0 ok\\n'; exec sleep 60`, 'exchange.reply-invalid'],
  ])('that %s is told by its code, and is gone afterwards', async (_, script, code) => {
    const { host, isGone, reply } = run(script, code === 'powershell.timeout' ? 500 : 30_000);

    await expect(reply).rejects.toMatchObject({ error: { code, retry: 'later' } });
    await host.end();
    expect(await vi.waitUntil(isGone, { timeout: 5000 })).toBe(true);
  });

  it.each([
    ['complains without end', `${megabytes(4)} | tr '\\0' e >&2; ${answer}; exec cat >/dev/null`, 2000],
    [
      'answers in pieces, with CRLF',
      `printf 'BE'; sleep 0.1; printf 'GIN 0\\r'; sleep 0.1; printf '\\nEND 0 0 ok\\r\\n'; exec cat >/dev/null`,
      0,
    ],
    ['splits a character', `printf '\\303'; sleep 0.1; printf '\\251\\n'; ${answer}; exec cat >/dev/null`, 0],
    ['begins with a byte order mark', `printf '\\357\\273\\277'; ${answer}; exec cat >/dev/null`, 0],
  ])('that %s is understood', async (_, script, complained) => {
    const { host, reply } = run(script);

    expect(await reply).toMatchObject({ id: 0, status: 'ok' });
    expect(host.complaint).toHaveLength(complained);
    await host.end();
  });
});
