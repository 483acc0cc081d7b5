/** Source files as our own rules see them: path from the repository, text, syntax tree. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

export interface Source {
  /** From the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** Null for languages other than TypeScript and JavaScript. */
  readonly tree: ts.SourceFile | null;
}

export interface Finding {
  readonly path: string;
  /** From 1; 0 when it is about the whole file. */
  readonly line: number;
  readonly rule: string;
  readonly text: string;
}

export const productFolders = ['electron', 'renderer', 'engine', 'shared'] as const;
export const sourceFolders = [...productFolders, 'build', 'test', 'assets'] as const;

const scripts: Readonly<Record<string, ts.ScriptKind>> = { ts: ts.ScriptKind.TS, tsx: ts.ScriptKind.TSX, mjs: ts.ScriptKind.JS };
const otherLanguages: ReadonlySet<string> = new Set(['cs', 'ps1', 'psm1', 'psd1', 'css', 'html']);
const skipped: ReadonlySet<string> = new Set(['node_modules', 'bin', 'obj', 'screenshots']);

/** Null for a file that is no source (a picture, a lock file, JSON). */
export function parseSource(path: string, text: string): Source | null {
  const ending = path.slice(path.lastIndexOf('.') + 1);
  const kind = scripts[ending];
  if (kind !== undefined) return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true, kind) };
  return otherLanguages.has(ending) ? { path, text, tree: null } : null;
}

export function readSources(repository: string, folders: readonly string[] = sourceFolders): readonly Source[] {
  return folders
    .flatMap((folder) => listFiles(repository, folder))
    .flatMap((path) => {
      const source = parseSource(path, readFileSync(join(repository, path), 'utf8'));
      return source === null ? [] : [source];
    });
}

function listFiles(repository: string, folder: string): readonly string[] {
  return readdirSync(join(repository, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : listFiles(repository, `${folder}/${entry.name}`);
    return [`${folder}/${entry.name}`];
  });
}

export function finding(source: Source, node: ts.Node, rule: string, text: string): Finding {
  return { path: source.path, line: lineOf(source, node), rule, text };
}

function lineOf(source: Source, node: ts.Node): number {
  return source.tree === null ? 0 : source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree)).line + 1;
}

/** Calls `look` for the node and everything below it. */
export function walk(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => walk(child, look));
}
