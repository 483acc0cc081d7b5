import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { repository } from '../rehearsal/stage.ts';

const folder = mkdtempSync(join(tmpdir(), 'ec-prompt-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const secret = 'S3cret-of-the-person';

/** Set-up on a real terminal (script(1) makes one), with `typed` on its keyboard once it asks. */
function onTerminal(typed: string): Promise<{ readonly exitCode: number | null; readonly shown: string }> {
  const answers = join(folder, 'answers.json');
  writeFileSync(answers, JSON.stringify({ user: 'D\\svc', secrets: { 'exchange-password': 'prompt' } }));
  const program = join(repository, 'electron', 'unattended', 'main.ts');
  const command = `'${process.execPath}' '${program}' change-credentials --answers '${answers}' --json`;
  const env = { ...process.env, EXCHANGE_CONNECTOR_HOME: join(folder, 'home'), SHELL: '/bin/sh' };
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const isAsked = !shown.includes('exchange-password') && (shown + text).includes('exchange-password');
    shown += text;
    if (isAsked) child.stdin.write(typed);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, shown }));
  });
}

describe('W10 a secret that is asked for on the terminal', () => {
  it('is taken and never shown', { timeout: 60_000 }, async () => {
    const { exitCode, shown } = await onTerminal(`${secret}\r`);

    expect(shown).toContain('install.not-installed');
    expect(exitCode).toBe(1);
    expect(shown).not.toContain(secret.slice(0, 4));
  });

  it('ends the run when it is refused with Ctrl+C', { timeout: 60_000 }, async () => {
    const { exitCode, shown } = await onTerminal(`${secret}\u0003`);

    expect(shown).toContain('"code":"cancelled"');
    expect(exitCode).toBe(6);
    expect(shown).not.toContain(secret.slice(0, 4));
  });
});
