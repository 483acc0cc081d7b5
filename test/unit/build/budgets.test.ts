import { describe, expect, it } from 'vitest';
import { budgetFindings } from '../../../build/rules/budgets.ts';
import { fixture, lines } from './fixture.ts';

const rulesOf = (path: string, text: string): readonly string[] => budgetFindings([fixture(path, text)]).map((found) => found.rule);
const nested = (levels: number): string => `function f(a: boolean) { ${'if (a) {'.repeat(levels)} f(a); ${'}'.repeat(levels)} }`;

describe('the budget is red over', () => {
  const red: readonly (readonly [string, string, string, string])[] = [
    ['a file of 301 lines', 'file-length', 'engine/a.ts', lines(301)],
    ['a test file of 301 lines', 'file-length', 'test/unit/a.test.ts', lines(301)],
    ['a PowerShell file of 301 lines', 'file-length', 'assets/powershell/a.psm1', lines(301)],
    ['a C# file of 301 lines', 'file-length', 'test/simulators/a.cs', lines(301)],
    ['a file five folders below a top folder', 'folder-depth', 'engine/a/b/c/d/e/f.ts', 'const a = 1;'],
    ['a function of 51 lines', 'function-length', 'engine/a.ts', `function f() {\n${lines(49)}}`],
    ['an arrow function of 51 lines', 'function-length', 'engine/a.ts', `const f = () => {\n${lines(49)}};`],
    ['a method of 51 lines', 'function-length', 'engine/a.ts', `class A {\nf() {\n${lines(49)}}\n}`],
    ['a component of 81 lines', 'function-length', 'renderer/a.tsx', `function Page() {\n${lines(79)}}`],
    ['five parameters', 'parameters', 'engine/a.ts', 'function f(a: 1, b: 1, c: 1, d: 1, e: 1) {}'],
    ['five parameters of an interface method', 'parameters', 'engine/a.ts', 'interface A { f(a: 1, b: 1, c: 1, d: 1, e: 1): void }'],
    ['four levels of blocks', 'nesting', 'engine/a.ts', nested(4)],
    ['eleven ways through a function', 'complexity', 'engine/a.ts', `function f(a: boolean) { return ${'a && '.repeat(10)}a; }`],
    [
      'eleven ways by if, loop, ?: and ??',
      'complexity',
      'build/a.ts',
      `function f(a?: 1) {${'if (a) {} for (;;) {} a ? 1 : 2; a ?? 1;'.repeat(3)}}`,
    ],
    ['the type any', 'any', 'engine/a.ts', 'let a: any;'],
    ['the type any in a test', 'any', 'test/unit/a.test.ts', 'const a: Record<string, any> = {};'],
    ['a non-null claim', 'non-null', 'engine/a.ts', 'const a = b!;'],
    ['a cast', 'cast', 'engine/a.ts', 'const a = b as string;'],
    ['a cast by angle brackets', 'cast', 'engine/a.ts', 'const a = <string>b;'],
    ['an enum', 'enum', 'engine/a.ts', 'enum A { b }'],
    ['a default export of a value', 'default-export', 'engine/a.ts', 'export default 1;'],
    ['a default export of a function', 'default-export', 'engine/a.ts', 'export default function f() {}'],
    ['a barrel', 'barrel', 'engine/a.ts', "export { b } from './b.ts';\nexport * from './c.ts';"],
  ];
  it.each(red)('%s', (_name, rule, path, text) => {
    expect(rulesOf(path, text)).toEqual([rule]);
  });
});

describe('the budget accepts', () => {
  const green: readonly (readonly [string, string, string])[] = [
    ['a file of 300 lines', 'engine/a.ts', lines(300)],
    ['a file four folders below a top folder', 'engine/a/b/c/d/e.ts', 'const a = 1;'],
    ['a function of 50 lines', 'engine/a.ts', `function f() {\n${lines(48)}}`],
    ['a component of 80 lines', 'renderer/a.tsx', `function Page() {\n${lines(78)}}`],
    ['long test functions', 'test/unit/a.test.ts', `it('x', () => {\n${lines(200)}});`],
    ['four parameters', 'engine/a.ts', 'function f(a: 1, b: 1, c: 1, d: 1) {}'],
    ['three levels of blocks', 'engine/a.ts', nested(3)],
    ['a chain of else if', 'engine/a.ts', `function f(a: boolean) { if (a) {} ${'else if (a) {} '.repeat(6)} }`],
    [
      'a block in a function in three blocks, measured for itself',
      'engine/a.ts',
      `function g() { if (1) { if (1) { if (1) { const f = () => { if (1) {} }; } } } }`,
    ],
    ['a switch of twenty cases', 'engine/a.ts', `function f(a: number) { switch (a) { ${'case 1: break;'.repeat(20)} } }`],
    ['as const', 'engine/a.ts', 'const a = [1] as const;'],
    ['satisfies', 'engine/a.ts', 'const a = 1 satisfies number;'],
    ['a cast in the one file for casts', 'shared/casts.ts', 'export const f = (a: unknown) => a as string;'],
    ['the words any and enum in texts and comments', 'engine/a.ts', "// any enum as string\nconst any = 'any';"],
    [
      'a default export in the declaration of a foreign module',
      'engine/a.d.ts',
      "declare module 'b' { export default function f(): void; }",
    ],
    ['a default export of a configuration', 'build/electron.vite.config.ts', 'export default {};'],
  ];
  it.each(green)('%s', (_name, path, text) => {
    expect(budgetFindings([fixture(path, text)])).toEqual([]);
  });

  it('and names file and line of what it refuses', () => {
    expect(budgetFindings([fixture('engine/a.ts', 'const a = 1;\n\nlet b: any;')])).toMatchObject([{ path: 'engine/a.ts', line: 3 }]);
  });
});
