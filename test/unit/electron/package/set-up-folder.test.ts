import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FolderFile, folderFaults } from '../../../../electron/package/set-up-folder.ts';

function file(path: string, content = path): FolderFile {
  return { path, size: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}

const delivered = [file('Exchange_Connector_Setup.exe'), file('MicrosoftIntune.accountcert'), file('resources/app.asar')];
const others = delivered.slice(1);

describe('P2 the folder that set-up was started from', () => {
  it('is good as it was delivered, in whatever order it is listed', () => {
    expect(folderFaults(delivered, delivered.toReversed())).toEqual([]);
  });

  it.each([
    ['missing', others, [{ kind: 'missing', path: 'Exchange_Connector_Setup.exe' }]],
    ['altered', [...others, file('Exchange_Connector_Setup.exe', 'x')], [{ kind: 'altered', path: 'Exchange_Connector_Setup.exe' }]],
    ['added', [...delivered, file('version.dll')], [{ kind: 'added', path: 'version.dll' }]],
    [
      'renamed',
      [...others, file('setup.exe', 'Exchange_Connector_Setup.exe')],
      [{ kind: 'moved', path: 'setup.exe', from: 'Exchange_Connector_Setup.exe' }],
    ],
    [
      'renamed in the case of its letters only',
      [...others, file('exchange_connector_setup.exe', 'Exchange_Connector_Setup.exe')],
      [{ kind: 'moved', path: 'exchange_connector_setup.exe', from: 'Exchange_Connector_Setup.exe' }],
    ],
    [
      'moved',
      [...others, file('resources/Exchange_Connector_Setup.exe', 'Exchange_Connector_Setup.exe')],
      [{ kind: 'moved', path: 'resources/Exchange_Connector_Setup.exe', from: 'Exchange_Connector_Setup.exe' }],
    ],
  ])('with a file %s is told, naming the file', (_name, found, faults) => {
    expect(folderFaults(delivered, found)).toEqual(faults);
  });

  it('with a file copied beside itself has one added, none moved', () => {
    const copy = file('copy.exe', 'Exchange_Connector_Setup.exe');

    expect(folderFaults(delivered, [...delivered, copy])).toEqual([{ kind: 'added', path: 'copy.exe' }]);
  });

  it('with one of two equal files gone and a stranger of their content has one moved', () => {
    const twins = [file('a', 'same'), file('b', 'same')];

    expect(folderFaults(twins, [file('c', 'same')])).toEqual([
      { kind: 'missing', path: 'b' },
      { kind: 'moved', path: 'c', from: 'a' },
    ]);
  });

  it('is good only when it is exactly what was delivered', () => {
    const some = fc.uniqueArray(fc.constantFrom(...['a', 'b', 'c', 'd', 'e'].flatMap((path) => [file(path), file(path, 'other')])), {
      selector: ({ path }) => path,
    });
    const text = (files: readonly FolderFile[]) => JSON.stringify(files.toSorted((a, b) => (a.path < b.path ? -1 : 1)));

    fc.assert(fc.property(some, some, (one, other) => (folderFaults(one, other).length === 0) === (text(one) === text(other))));
  });
});
