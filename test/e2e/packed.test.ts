/** P1, P2: what a customer gets starts; what somebody changed in it stops before anything else, in the window and without one. */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { requireFuses } from '../../build/pack/set-up-program.ts';
import { appErrorSchema } from '../../shared/errors.ts';
import { translator } from '../../shared/i18n/translate.ts';
import { folderManifestSchema } from '../../shared/setup/set-up-folder.ts';
import { electronProgram } from '../rehearsal/electron-program.ts';
import { extractedDownload, openPacked, type PackedRun, runPacked, tenant } from './packed-program.ts';

const name = 'Exchange_Connector_Setup';
const t = translator('en');
let work = '';
let folder = '';
let environment: NodeJS.ProcessEnv = {};
let run: PackedRun | null = null;

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'ec-packed-'));
  folder = await extractedDownload(work);
  environment = { ...process.env, XDG_CONFIG_HOME: join(work, 'config'), EXCHANGE_CONNECTOR_HOME: join(work, 'connector') };
});
afterEach(async () => {
  await run?.close();
  run = null;
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** One thing wrong with the folder, how to mend it, and the file that set-up names. */
const faults = [
  {
    what: 'an altered file',
    text: 'folder.altered',
    path: 'LICENSES.packages.txt',
    spoil: () => {
      const file = join(folder, 'LICENSES.packages.txt');
      const { size } = statSync(file);
      appendFileSync(file, 'x');
      return () => truncateSync(file, size);
    },
  },
  {
    what: 'an added file',
    text: 'folder.added',
    path: 'resources/app/main.js',
    spoil: () => {
      mkdirSync(join(folder, 'resources', 'app'));
      writeFileSync(join(folder, 'resources', 'app', 'main.js'), '');
      return () => rmSync(join(folder, 'resources', 'app'), { recursive: true });
    },
  },
  {
    what: 'a missing file',
    text: 'folder.missing',
    path: 'resources/engine-bundle.zip',
    spoil: () => {
      const file = join(folder, 'resources', 'engine-bundle.zip');
      renameSync(file, join(work, 'away'));
      return () => renameSync(join(work, 'away'), file);
    },
  },
] as const;

describe('the download of one tenant', () => {
  it('P1 is the folder with program, engine, account certificate, licences, the form of answer files, and a manifest over all of them', () => {
    const manifest = folderManifestSchema.parse(JSON.parse(readFileSync(join(folder, 'setup-manifest.json'), 'utf8')));

    expect(manifest).toMatchObject({ signedBy: 'development', tenantId: tenant });
    expect(manifest.files.map((file) => file.path)).toEqual(
      expect.arrayContaining([
        name,
        'MicrosoftIntune.accountcert',
        'LICENSES.packages.txt',
        'LICENSES.chromium.html',
        'answer-file.schema.json',
        'resources/app.asar',
        'resources/engine-bundle.zip',
      ]),
    );
    expect(statSync(join(folder, 'MicrosoftIntune.accountcert')).mode & 0o777).toBe(0o600);
    expect(existsSync(join(folder, 'resources', 'app'))).toBe(false);
    expect(readFileSync(join(folder, 'LICENSES.packages.txt'), 'utf8')).toContain('keytar 7.9.0 (MIT)');
  });

  it('P1 has a program that runs nothing else: its fuses are read back, and a program without them is refused', async () => {
    const wire = await getCurrentFuseWire(join(folder, name));

    expect({
      runAsNode: wire[FuseV1Options.RunAsNode],
      nodeOptions: wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable],
      inspect: wire[FuseV1Options.EnableNodeCliInspectArguments],
      onlyArchive: wire[FuseV1Options.OnlyLoadAppFromAsar],
      integrity: wire[FuseV1Options.EnableEmbeddedAsarIntegrityValidation],
    }).toEqual({
      runAsNode: FuseState.DISABLE,
      nodeOptions: FuseState.DISABLE,
      inspect: FuseState.DISABLE,
      onlyArchive: FuseState.ENABLE,
      integrity: FuseState.ENABLE,
    });
    await requireFuses(join(folder, name));
    await expect(requireFuses(electronProgram())).rejects.toThrow(/fuse \w+ is not/);
  });

  it('P1 cannot be used as a Node', () => {
    const { stdout } = spawnSync(join(folder, name), ['--no-sandbox', '-e', 'console.log("ran as " + process.release.name)', 'help'], {
      env: { ...environment, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '--require /nowhere.js' },
      encoding: 'utf8',
      timeout: 30_000,
    });

    expect(stdout).not.toContain('ran as');
    expect(stdout).toContain('install');
  });

  it('P2 opens with the welcome page, and leaves its folder as it was', async () => {
    run = await openPacked(join(folder, name), environment);
    await run.page.getByRole('heading', { name: t('wizard.welcome.title'), exact: true }).waitFor();
    await run.close();

    run = await openPacked(join(folder, name), environment);
    await run.page.getByRole('heading', { name: t('wizard.welcome.title'), exact: true }).waitFor();
  });

  it.each(faults)('P2 with $what stops at once and names it, in the window and without one', async ({ text, path, spoil }) => {
    const mend = spoil();
    try {
      run = await openPacked(join(folder, name), environment);
      await run.page.getByRole('heading', { name: t('error.folder.altered.title') }).waitFor();
      await run.page.getByText(t(text, { path }), { exact: true }).waitFor();

      expect(refusal(name)).toEqual({ status: 3, code: 'folder.altered', path });
    } finally {
      mend();
    }
    expect(refusal(name).code).toBe('install.not-installed');
  });

  it.each(['setup', 'electron'])('P2 whose program was renamed to %s stops at once and names it', (other) => {
    renameSync(join(folder, name), join(folder, other));
    try {
      expect(refusal(other)).toMatchObject({ status: 3, code: 'folder.altered' });
      expect([other, name]).toContain(refusal(other).path);
    } finally {
      renameSync(join(folder, other), join(folder, name));
    }
  });

  it('P3 goes on without the account certificate once that was deleted', () => {
    rmSync(join(folder, 'MicrosoftIntune.accountcert'));

    expect(refusal(name).code).toBe('install.not-installed');
  });
});

const finishedSchema = z.looseObject({ error: appErrorSchema });

/** What `status --json` ended with. */
function refusal(program: string) {
  const { status, last } = runPacked(join(folder, program), ['status', '--json'], environment);
  const { error } = finishedSchema.parse(JSON.parse(last));
  return { status, code: error.code, path: error.params['path'] };
}
