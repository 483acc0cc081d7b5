import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkIntegrity } from '../../../build/bootstrap/electron-stand-in.mjs';
import { goalFor, goalNames } from '../../../build/bootstrap/goals.mjs';
import { runOrStop } from '../../../build/bootstrap/programs.mjs';
import { cache, hashOf, once } from '../../../build/bootstrap/stamps.mjs';
import { wantsHelp } from '../../../build/bootstrap/start-options.mjs';
import { missingPackages } from '../../../build/bootstrap/system-packages.mjs';

describe('system packages', () => {
  const installed = 'ii  xvfb\nrc  unzip\nii  libasound2t64\nun  g++\n';

  it('are missing when removed or never installed', () => {
    expect(missingPackages(['xvfb', 'unzip', 'g++', 'dbus'], installed)).toEqual(['unzip', 'g++', 'dbus']);
  });

  it('count under the newer name with t64 too', () => {
    expect(missingPackages(['libasound2'], installed)).toEqual([]);
  });
});

describe('the stand-in Electron', () => {
  it('is refused when its hash is not the pinned one', () => {
    expect(() => checkIntegrity('AAAA')).toThrow('another hash');
  });
});

describe('goals', () => {
  it('start unattended needs no Electron and no window', () => {
    expect(goalFor('start', ['--unattended'])).toMatchObject({ electron: false, builds: ['engine'], powershell: 'one' });
  });

  it.each([[['--data', '/a/b']], [['--data=/a/b']]])('the keyring of a rehearsal lies in its data folder: %j', (args) => {
    expect(goalFor('start', args)?.keyring).toBe('/a/b/rehearsal/keyring');
  });

  it('MinGW is brought for packing only', () => {
    const bringing = goalNames.filter((name) => goalFor(name, [])?.packages.includes('windowsBuild'));

    expect(bringing).toEqual(['pack']);
  });

  it('Wine is brought for the tests, and none of them insists on it', () => {
    const goals = goalNames.map((name) => ({ name, goal: goalFor(name, []) }));

    expect(goals.filter(({ goal }) => goal?.optional.includes('wine')).map(({ name }) => name)).toEqual(['test', 'test:windows']);
    expect(goals.filter(({ goal }) => goal?.packages.includes('wine'))).toEqual([]);
  });

  it('an unknown one is refused', () => {
    expect(goalFor('stert', [])).toBeNull();
  });
});

describe('the stamp of a step', () => {
  it('changes with what else decides the result', () => {
    expect(hashOf(['package.json'], 'a')).not.toBe(hashOf(['package.json'], 'b'));
  });

  it('is the same for the same inputs', () => {
    expect(hashOf(['build/bootstrap'])).toBe(hashOf(['build/bootstrap']));
  });
});

describe('a piece of work with a stamp', () => {
  const name = `test-${process.pid}`;
  const result = join(cache, `${name}.result`);
  afterEach(() => {
    for (const path of [result, join(cache, `${name}.stamp`)]) rmSync(path, { force: true });
  });

  /** How often it was done, for inputs one after the other; `broken` is interrupted half-way. */
  async function doneFor(...inputs: readonly string[]): Promise<readonly string[]> {
    const done: string[] = [];
    for (const value of inputs) {
      const work = async () => {
        writeFileSync(result, value);
        if (value === 'broken') throw new Error('interrupted');
        done.push(value);
      };
      await once({ name, value, results: [result] }, work).catch(() => undefined);
    }
    return done;
  }

  it('is done once for the same inputs, and again for others', async () => {
    expect(await doneFor('a', 'a', 'b', 'b', 'a')).toEqual(['a', 'b', 'a']);
  });

  it('that was interrupted is done again, also when the inputs are those of an earlier run', async () => {
    expect(await doneFor('a', 'broken', 'a')).toEqual(['a', 'a']);
  });

  it('whose result is gone is done again', async () => {
    await doneFor('a');
    rmSync(result);

    expect(await doneFor('a')).toEqual(['a']);
    expect(existsSync(result)).toBe(true);
  });
});

describe('a program that is not on the machine', () => {
  it('is named, with the exit code of a missing prerequisite', async () => {
    await expect(runOrStop('no-such-program', ['--version'])).rejects.toMatchObject({
      message: expect.stringContaining('no-such-program is not on this machine'),
      exitCode: 3,
    });
  });
});

describe('npm start', () => {
  it('says what it understands before it prepares anything', () => {
    expect(wantsHelp(['--help'])).toBe(true);
    expect(wantsHelp(['--unattended', '--json', '--devices', '200', '--seed', '1', '--language', 'nl', '--data', '/a'])).toBe(false);
  });

  it.each([[['--devcies', '5']], [['--data']], [['more']], [['--json=yes']]])('refuses %j as wrong usage', (args) => {
    expect(() => wantsHelp(args)).toThrow(expect.objectContaining({ exitCode: 2, message: expect.stringContaining('npm start -- ') }));
  });
});
