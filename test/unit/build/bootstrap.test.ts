import { describe, expect, it } from 'vitest';
import { checkIntegrity } from '../../../build/bootstrap/electron-stand-in.mjs';
import { goalFor } from '../../../build/bootstrap/goals.mjs';
import { hashOf } from '../../../build/bootstrap/stamps.mjs';
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
