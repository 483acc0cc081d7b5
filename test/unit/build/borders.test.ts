import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import borders from '../../../build/rules/borders.config.mjs';

/** One file for each rule that must be red, and some that must not. */
const files: Readonly<Record<string, string>> = {
  'package.json': '{ "dependencies": { "undici": "1.0.0" }, "devDependencies": { "electron": "1.0.0" } }',
  'node_modules/undici/index.js': '',
  'node_modules/undici/package.json': '{ "name": "undici", "version": "1.0.0" }',
  'node_modules/electron/index.js': '',
  'node_modules/electron/package.json': '{ "name": "electron", "version": "1.0.0" }',
  'shared/ids.ts': 'export const id = 1;',
  'shared/host/clock.ts': "import 'node:os';\nexport const clock = 1;",
  'shared/a.ts': "import '../engine/domain/good.ts';",
  'shared/b.ts': "import './host/clock.ts';",
  'shared/c.ts': "import 'node:fs';",
  'engine/domain/good.ts': "import '../../shared/ids.ts';\nexport const good = 1;",
  'engine/domain/a.ts': "import '../ports/good.ts';",
  'engine/domain/b.ts': "import 'node:crypto';",
  'engine/domain/c.ts': "import 'undici';",
  'engine/domain/d.ts': "import '../../shared/host/clock.ts';",
  'engine/ports/good.ts': "import type { good } from '../domain/good.ts';\nexport type Good = typeof good;",
  'engine/ports/a.ts': "import '../adapters/store.ts';",
  'engine/adapters/store.ts': "import 'node:sqlite';\nimport '../../shared/host/clock.ts';",
  'engine/a.ts': "import '../electron/good.ts';",
  'engine/b.ts': "import 'electron';",
  'engine/c.ts': "import '../test/tool.ts';",
  'electron/good.ts': "import 'node:fs';\nimport '../shared/ids.ts';",
  'electron/a.ts': "import '../engine/domain/good.ts';",
  'electron/b.ts': "import '../renderer/good.tsx';",
  'renderer/good.tsx': "import '../shared/ids.ts';",
  'renderer/a.tsx': "import '../electron/good.ts';",
  'renderer/b.tsx': "import '../shared/host/clock.ts';",
  'renderer/c.tsx': "import 'node:path';",
  'renderer/d.tsx': "import './gone.ts';",
  'renderer/g.tsx': "import 'electron';",
  'renderer/e.tsx': "import type { F } from './f.tsx';\nexport type E = F;",
  'renderer/f.tsx': "import type { E } from './e.tsx';\nexport type F = E | 1;",
  'test/tool.ts': "import '../engine/domain/good.ts';\nimport '../electron/good.ts';",
};

const resultSchema = z.object({
  summary: z.object({ violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })) }),
});

let folder = '';
let violations: readonly string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'borders-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const tops = ['shared', 'engine', 'electron', 'renderer', 'test'];
  const { output } = await cruise(tops, { ...borders.options, baseDir: folder, validate: true, ruleSet: { forbidden: borders.forbidden } });
  violations = resultSchema.parse(output).summary.violations.map(({ from, rule }) => `${rule.name} ${from}`);
}, 30_000);

afterAll(() => rmSync(folder, { recursive: true }));

describe('a border is red when', () => {
  it.each([
    ['shared imports the engine', 'shared-sees-nothing-of-ours shared/a.ts'],
    ['shared imports shared/host', 'shared-core-sees-no-host shared/b.ts'],
    ['shared imports the system', 'shared-core-sees-no-system shared/c.ts'],
    ['the domain imports a port', 'domain-sees-shared-only engine/domain/a.ts'],
    ['the domain imports the system', 'domain-sees-no-system engine/domain/b.ts'],
    ['the domain imports a package', 'domain-sees-no-system engine/domain/c.ts'],
    ['the domain imports shared/host', 'domain-sees-shared-only engine/domain/d.ts'],
    ['a port imports an adapter', 'ports-see-no-adapter engine/ports/a.ts'],
    ['the engine imports set-up', 'engine-sees-shared-only engine/a.ts'],
    ['the engine imports Electron', 'engine-sees-no-electron engine/b.ts'],
    ['a program imports test code', 'engine-sees-shared-only engine/c.ts'],
    ['set-up imports the engine', 'electron-sees-shared-only electron/a.ts'],
    ['set-up imports the window', 'electron-sees-shared-only electron/b.ts'],
    ['the window imports set-up', 'renderer-sees-shared-only renderer/a.tsx'],
    ['the window imports shared/host', 'renderer-sees-no-host renderer/b.tsx'],
    ['the window imports the system', 'renderer-sees-no-system renderer/c.tsx'],
    ['the window imports Electron', 'renderer-sees-no-electron renderer/g.tsx'],
    ['an import leads nowhere', 'no-unresolvable renderer/d.tsx'],
    ['two files import each other, be it types only', 'no-cycle renderer/e.tsx'],
  ])('%s', (_name, violation) => {
    expect(violations).toContain(violation);
  });
});

describe('a border accepts', () => {
  it.each([
    'engine/domain/good.ts',
    'engine/ports/good.ts',
    'engine/adapters/store.ts',
    'electron/good.ts',
    'renderer/good.tsx',
    'test/tool.ts',
    'shared/host/clock.ts',
  ])('%s', (path) => {
    expect(violations.filter((violation) => violation.endsWith(` ${path}`))).toEqual([]);
  });
});

it('every border rule has a red case', () => {
  const red = new Set(violations.map((violation) => violation.split(' ')[0]));

  expect(borders.forbidden.map((rule) => rule.name).filter((name) => !red.has(name))).toEqual([]);
});
