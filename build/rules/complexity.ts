/** Two measures of one function; functions inside it are measured for themselves. */
import ts from 'typescript';

export type FunctionWithBody = ts.SignatureDeclaration & { readonly body: ts.Node };

export function isFunctionWithBody(node: ts.Node): node is FunctionWithBody {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;
}

const branches: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.IfStatement,
  ts.SyntaxKind.ConditionalExpression,
  ts.SyntaxKind.ForStatement,
  ts.SyntaxKind.ForInStatement,
  ts.SyntaxKind.ForOfStatement,
  ts.SyntaxKind.WhileStatement,
  ts.SyntaxKind.DoStatement,
  ts.SyntaxKind.SwitchStatement,
]);
const logical: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);
const blocks: ReadonlySet<ts.SyntaxKind> = new Set(
  [...branches, ts.SyntaxKind.TryStatement].filter((kind) => kind !== ts.SyntaxKind.ConditionalExpression),
);

/** Ways through the function, from 1. A switch counts once, however many cases: a flat table is easy to read. */
export function complexityOf(body: ts.Node): number {
  let ways = 1;
  below(body, (node) => {
    if (branches.has(node.kind) || (ts.isBinaryExpression(node) && logical.has(node.operatorToken.kind))) ways += 1;
  });
  return ways;
}

/** Deepest level of blocks inside blocks; `else if` is no deeper than its `if`. */
export function nestingOf(node: ts.Node): number {
  let deepest = 0;
  ts.forEachChild(node, (child) => {
    if (isFunctionWithBody(child)) return;
    const isElseIf = ts.isIfStatement(node) && child === node.elseStatement && ts.isIfStatement(child);
    const own = blocks.has(child.kind) && !isElseIf ? 1 : 0;
    deepest = Math.max(deepest, own + nestingOf(child));
  });
  return deepest;
}

function below(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => {
    if (!isFunctionWithBody(child)) below(child, look);
  });
}
