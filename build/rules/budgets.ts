/** The budget of the style guide: sizes, depth, complexity, and the forms of TypeScript that we do without. */
import ts from 'typescript';
import { complexityOf, type FunctionWithBody, isFunctionWithBody, nestingOf } from './complexity.ts';
import { type Finding, finding, type Source, walk } from './source.ts';

export const budget = {
  fileLines: 300,
  functionLines: 50,
  componentLines: 80,
  parameters: 4,
  nesting: 3,
  complexity: 10,
  /** Folders below a top folder. */
  depth: 4,
} as const;

/** Tools load configurations by their default export; a declaration file says what a foreign module has. */
const mayExportDefault = /\.(config\.(ts|mjs)|d\.ts)$/;

/** The one file where a value may be given another type by word. */
export const castFile = 'shared/casts.ts';

export function budgetFindings(sources: readonly Source[]): readonly Finding[] {
  return sources.flatMap((source) => [...fileFindings(source), ...(source.tree === null ? [] : treeFindings(source, source.tree))]);
}

function fileFindings(source: Source): readonly Finding[] {
  const lines = source.text.trimEnd().split('\n').length;
  const depth = source.path.split('/').length - 2;
  return [
    ...over(lines, budget.fileLines, { path: source.path, line: 0, rule: 'file-length', text: `${lines} lines` }),
    ...over(depth, budget.depth, { path: source.path, line: 0, rule: 'folder-depth', text: `${depth} folders deep` }),
  ];
}

function over(value: number, limit: number, found: Finding): readonly Finding[] {
  return value > limit ? [{ ...found, text: `${found.text}, at most ${limit}` }] : [];
}

function treeFindings(source: Source, tree: ts.SourceFile): readonly Finding[] {
  const found: Finding[] = [];
  const isTest = source.path.startsWith('test/');
  if (isBarrel(tree)) found.push(finding(source, tree, 'barrel', 'a file that only re-exports'));
  walk(tree, (node) => {
    found.push(...formFindings(source, node));
    if (!isTest) found.push(...castFindings(source, node));
    if (!isTest && ts.isFunctionLike(node)) found.push(...functionFindings(source, node));
  });
  return found;
}

/** What no source may hold, tests included. */
function formFindings(source: Source, node: ts.Node): readonly Finding[] {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return [finding(source, node, 'any', 'the type any')];
  if (ts.isEnumDeclaration(node)) return [finding(source, node, 'enum', 'an enum; use a union')];
  if (isDefaultExport(node) && !mayExportDefault.test(source.path)) return [finding(source, node, 'default-export', 'a default export')];
  return [];
}

function castFindings(source: Source, node: ts.Node): readonly Finding[] {
  if (ts.isNonNullExpression(node)) return [finding(source, node, 'non-null', 'a claim by ! that a value is there')];
  const isCast = (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) && !ts.isConstTypeReference(node.type);
  return isCast && source.path !== castFile
    ? [finding(source, node, 'cast', `a cast; parse it, or put a named function into ${castFile}`)]
    : [];
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true;
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword);
}

function isBarrel(tree: ts.SourceFile): boolean {
  return (
    tree.statements.length > 0 &&
    tree.statements.every((statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined)
  );
}

function functionFindings(source: Source, node: ts.SignatureDeclaration): readonly Finding[] {
  const parameters = node.parameters.length;
  const about = (rule: string, text: string): Finding => finding(source, node, rule, `${nameOf(node)}: ${text}`);
  const found = over(parameters, budget.parameters, about('parameters', `${parameters} parameters`));
  if (!isFunctionWithBody(node)) return found;
  const complexity = complexityOf(node.body);
  const nesting = nestingOf(node.body);
  return [
    ...found,
    ...lengthFindings(source, node, about),
    ...over(nesting, budget.nesting, about('nesting', `${nesting} levels of blocks`)),
    ...over(complexity, budget.complexity, about('complexity', `complexity ${complexity}`)),
  ];
}

function lengthFindings(source: Source, node: FunctionWithBody, about: (rule: string, text: string) => Finding): readonly Finding[] {
  const lines = node.getText(source.tree ?? undefined).split('\n').length;
  const isComponent = source.path.endsWith('.tsx') && /^[A-Z]/.test(nameOf(node));
  return over(lines, isComponent ? budget.componentLines : budget.functionLines, about('function-length', `${lines} lines`));
}

function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name !== undefined) return node.name.getText();
  return ts.isVariableDeclaration(node.parent) ? node.parent.name.getText() : 'function';
}
