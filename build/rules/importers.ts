/** Dangerous things have one importer each: a module, a name or a global that only the listed place may use (product code only). */
import ts from 'typescript';
import { type Finding, finding, productFolders, type Source, walk } from './source.ts';

interface Guarded {
  readonly rule: string;
  /** Where it may be used: a file, or a folder (ends in /) in which exactly one file may. */
  readonly home: string;
  /** One file more, and the one thing that it may use there. */
  readonly exempt?: { readonly path: string; readonly uses: (node: ts.Node) => boolean };
  readonly uses: (node: ts.Node) => boolean;
}

export const guarded: readonly Guarded[] = [
  { rule: 'ipcMain', home: 'electron/ipc/serve.ts', uses: (node) => isName(node, ['ipcMain']) },
  { rule: 'ipcRenderer', home: 'electron/preload.ts', uses: (node) => isName(node, ['ipcRenderer']) },
  { rule: 'node-powershell', home: 'engine/adapters/exchange-powershell/', uses: (node) => isModule(node, ['node-powershell']) },
  { rule: 'ntlm-client', home: 'engine/adapters/http/', uses: (node) => isModule(node, ['@ewsjs/ntlm-client']) },
  { rule: 'keytar', home: 'shared/host/vault.ts', uses: (node) => isModule(node, ['keytar']) },
  { rule: 'koffi', home: 'engine/windows/', uses: (node) => isModule(node, ['koffi']) },
  { rule: 'adm-zip', home: 'electron/package/', uses: (node) => isModule(node, ['adm-zip']) },
  {
    rule: 'child_process',
    home: 'electron/platform/processes.ts',
    uses: (node) => isModule(node, ['child_process', 'node:child_process']),
  },
  {
    rule: 'clock',
    home: 'shared/host/clock.ts',
    // The window has no Clock: it counts its seconds by the browser's tick.
    exempt: { path: 'renderer/use-seconds.ts', uses: (node) => isFree(node, ['setInterval']) },
    uses: usesClock,
  },
  { rule: 'console', home: 'shared/host/console.ts', uses: usesConsole },
];

export function importerFindings(sources: readonly Source[]): readonly Finding[] {
  const product = sources.filter((source) => productFolders.some((folder) => source.path.startsWith(`${folder}/`)));
  return guarded.flatMap((one) => {
    const uses = product.flatMap((source) => usesIn(source, one));
    return [...uses.filter((use) => !isHome(one.home, use.path)), ...severalHomes(one, uses)];
  });
}

function usesIn(source: Source, one: Guarded): readonly Finding[] {
  const found: Finding[] = [];
  if (source.tree === null) return found;
  walk(source.tree, (node) => {
    if (!one.uses(node) || isExempt(source, one, node)) return;
    found.push(finding(source, node, `one-importer:${one.rule}`, `only ${one.home} may use ${one.rule}`));
  });
  return found;
}

function isExempt(source: Source, { exempt }: Guarded, node: ts.Node): boolean {
  return exempt !== undefined && source.path === exempt.path && exempt.uses(node);
}

function isHome(home: string, path: string): boolean {
  return home.endsWith('/') ? path.startsWith(home) : path === home;
}

function severalHomes(one: Guarded, uses: readonly Finding[]): readonly Finding[] {
  const [first, ...others] = [...new Set(uses.filter((use) => isHome(one.home, use.path)).map((use) => use.path))];
  return others.map((path) => ({
    path,
    line: 0,
    rule: `one-importer:${one.rule}`,
    text: `${first} uses ${one.rule} already; one file only`,
  }));
}

/** The name as a variable, an import or a member, in whatever way it is reached. */
function isName(node: ts.Node, names: readonly string[]): boolean {
  return ts.isIdentifier(node) && names.includes(node.text);
}

/** Import, re-export, import(), require() or import type of a module or of a path inside it. */
function isModule(node: ts.Node, modules: readonly string[]): boolean {
  const isSpecifier = ts.isStringLiteral(node) && modules.some((name) => node.text === name || node.text.startsWith(`${name}/`));
  if (!isSpecifier) return false;
  const parent = node.parent;
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isLiteralTypeNode(parent)) return true;
  return ts.isCallExpression(parent) && parent.arguments[0] === node;
}

function usesClock(node: ts.Node): boolean {
  if (isModule(node, ['node:timers', 'timers', 'node:perf_hooks', 'perf_hooks'])) return !givesWayOnly(node.parent);
  if (ts.isNewExpression(node)) return isName(node.expression, ['Date']) && (node.arguments ?? []).length === 0;
  if (ts.isCallExpression(node) && isName(node.expression, ['Date'])) return true;
  if (ts.isPropertyAccessExpression(node))
    return isName(node.expression, ['Date', 'process']) && isName(node.name, ['now', 'hrtime', 'uptime']);
  return isFree(node, ['performance', 'setTimeout', 'setInterval']);
}

/** setImmediate lets other work go first; it knows no time. */
function givesWayOnly(parent: ts.Node): boolean {
  const bindings = ts.isImportDeclaration(parent) ? parent.importClause?.namedBindings : undefined;
  if (bindings === undefined || !ts.isNamedImports(bindings)) return false;
  return bindings.elements.every((element) => (element.propertyName ?? element.name).text === 'setImmediate');
}

function usesConsole(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return isName(node.expression, ['process']) && isName(node.name, ['stdout', 'stderr']);
  return isFree(node, ['console']);
}

/** A global by its bare name or as member of the global object; a property of something else that bears the name does not count. */
function isFree(node: ts.Node, names: readonly string[]): boolean {
  if (ts.isStringLiteral(node)) return names.includes(node.text) && isMemberOfGlobal(node);
  if (!isName(node, names)) return false;
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return isGlobal(parent.expression);
  if (ts.isBindingElement(parent)) return isTakenFromGlobal(parent, node);
  return isRead(parent, node);
}

/** `globalThis['name']` */
function isMemberOfGlobal(node: ts.StringLiteral): boolean {
  return ts.isElementAccessExpression(node.parent) && isGlobal(node.parent.expression);
}

function isRead(parent: ts.Node, node: ts.Node): boolean {
  return ts.isExpression(parent) || ts.isExpressionStatement(parent) || isInitializer(parent, node) || ts.isReturnStatement(parent);
}

/** `const { name } = globalThis`, with or without another name for it. */
function isTakenFromGlobal(element: ts.BindingElement, node: ts.Node): boolean {
  const declaration = element.parent.parent;
  const isTaken = (element.propertyName ?? element.name) === node;
  return isTaken && ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined && isGlobal(declaration.initializer);
}

function isGlobal(node: ts.Node): boolean {
  return isName(node, ['globalThis', 'window', 'self', 'global']);
}

function isInitializer(parent: ts.Node, node: ts.Node): boolean {
  return (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) && parent.initializer === node;
}
