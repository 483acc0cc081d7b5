import { describe, expect, it } from 'vitest';
import { guarded, importerFindings } from '../../../build/rules/importers.ts';
import { fixture } from './fixture.ts';

const rulesOf = (path: string, text: string): readonly string[] => [
  ...new Set(importerFindings([fixture(path, text)]).map((found) => found.rule)),
];

/** For each guarded thing: its home, and every way to reach it. */
const ways: Readonly<Record<string, readonly [home: string, ...uses: string[]]>> = {
  ipcMain: ['electron/ipc/serve.ts', "import { ipcMain } from 'electron';", "import * as e from 'electron'; e.ipcMain.handle('a', f);"],
  ipcRenderer: ['electron/preload.ts', "import { ipcRenderer } from 'electron';", "const { ipcRenderer: bridge } = require('electron');"],
  'node-powershell': [
    'engine/adapters/exchange-powershell/shell.ts',
    "import { PowerShell } from 'node-powershell';",
    "await import('node-powershell');",
  ],
  'ntlm-client': [
    'engine/adapters/http/ntlm.ts',
    "import { createType3Message } from '@ewsjs/ntlm-client';",
    "require('@ewsjs/ntlm-client/lib/hash');",
  ],
  keytar: [
    'shared/host/vault.ts',
    "import keytar from 'keytar';",
    "require('keytar');",
    "export * from 'keytar';",
    "type K = typeof import('keytar');",
  ],
  koffi: ['engine/windows/native.ts', "await import('koffi');", "require('koffi');", "type K = typeof import('koffi');"],
  'adm-zip': ['electron/package/bundle.ts', "import AdmZip from 'adm-zip';", "import util from 'adm-zip/util';"],
  child_process: ['electron/platform/processes.ts', "import { spawn } from 'node:child_process';", "require('child_process');"],
  clock: [
    'shared/host/clock.ts',
    ...['Date.now();', 'new Date();', 'new Date;', 'Date();', 'performance.now();', 'setTimeout(f, 1);', 'window.setInterval(f, 1);'],
    ...[
      'const later = setTimeout;',
      'window.setTimeout(f, 1);',
      'globalThis.setInterval(f, 1);',
      'self.setTimeout(f, 1);',
      'globalThis.performance.now();',
      "window['setInterval'](f, 1);",
      'const { setTimeout: later } = window;',
      'process.hrtime();',
      "import { setTimeout as wait } from 'node:timers/promises';",
      "import { performance as p } from 'node:perf_hooks';",
    ],
  ],
  console: [
    'shared/host/console.ts',
    "console.log('a');",
    'const c = console;',
    "globalThis.console.warn('a');",
    "process.stdout.write('a');",
    "process.stderr.write('a');",
  ],
};

describe('one importer each', () => {
  it('covers every guarded thing with a red case', () => {
    expect(Object.keys(ways).sort()).toEqual(guarded.map((one) => one.rule).sort());
  });

  const uses = Object.entries(ways).flatMap(([name, [home, ...texts]]) => texts.map((text) => [name, home, text] as const));

  it.each(uses)('%s is refused outside %s: %s', (name, _home, text) => {
    for (const place of ['engine/sync/runner.ts', 'electron/install/step.ts', 'renderer/page.tsx', 'shared/ids.ts']) {
      expect(rulesOf(place, text)).toContain(`one-importer:${name}`);
    }
  });

  it.each(uses)('%s is accepted in %s: %s', (_name, home, text) => {
    expect(rulesOf(home, text)).toEqual([]);
  });

  it.each([
    ['node-powershell', 'engine/adapters/exchange-powershell', "import 'node-powershell';"],
    ['adm-zip', 'electron/package', "import 'adm-zip';"],
  ])('%s has one file only within its folder', (name, folder, text) => {
    const found = importerFindings([fixture(`${folder}/a.ts`, text), fixture(`${folder}/b.ts`, text)]);

    expect(found).toMatchObject([{ path: `${folder}/b.ts`, rule: `one-importer:${name}` }]);
  });

  it.each([
    'new Date(0);',
    'Date.parse(text);',
    'clock.now();',
    'timers.setTimeout;',
    'const { setTimeout } = timers;',
    "timers['setTimeout'];",
    "const a = { performance: 1, console: 'x' };",
    "// console.log, Date.now()\nconst a = 'console.log(Date.now())';",
    "const name = 'keytar';",
    "import { setImmediate as giveWay } from 'node:timers/promises';",
    'interface A { setTimeout(): void; console: string }',
    'function f(a: { readonly performance: number }) { return a.performance; }',
  ])('what only looks alike is accepted: %s', (text) => {
    expect(rulesOf('engine/a.ts', text)).toEqual([]);
  });

  it('the window has one file for its tick, and that file has nothing else of the clock', () => {
    expect(rulesOf('renderer/use-seconds.ts', 'window.setInterval(f, 1000);')).toEqual([]);
    expect(rulesOf('renderer/app.tsx', 'window.setInterval(f, 1000);')).toEqual(['one-importer:clock']);
    expect(rulesOf('renderer/use-seconds.ts', 'window.setTimeout(f, 1000);')).toEqual(['one-importer:clock']);
    expect(rulesOf('renderer/use-seconds.ts', 'Date.now();')).toEqual(['one-importer:clock']);
    expect(rulesOf('renderer/use-seconds.ts', "console.log('a');")).toEqual(['one-importer:console']);
  });

  it('build and test are not bound', () => {
    expect(rulesOf('build/check.ts', "import 'node:child_process'; console.log(Date.now());")).toEqual([]);
  });
});
