/** Reading and byte-exact editing of small hand-edited XML files: what we do not change keeps its bytes, line ends and byte order mark. */
import { DOMParser, type Element } from '@xmldom/xmldom';

export interface XmlProblem {
  readonly line: number;
  readonly reason: string;
}

export interface XmlElement {
  readonly name: string;
  readonly line: number;
  readonly value: string;
  /** Offsets in the text: of `<`, of the first and one past the last character between the tags, and one past the closing `>`. */
  readonly start: number;
  readonly innerStart: number;
  readonly innerEnd: number;
  readonly end: number;
  readonly isSelfClosing: boolean;
  /** False when it holds elements, comments or instructions beside text. */
  readonly isPlainText: boolean;
}

export interface XmlFile {
  readonly root: XmlElement;
  readonly children: readonly XmlElement[];
}

export type XmlReading = { readonly ok: true; readonly file: XmlFile } | { readonly ok: false; readonly problem: XmlProblem };

class XmlRefused extends Error {
  readonly problem: XmlProblem;

  constructor(line: number, reason: string) {
    super(reason);
    this.problem = { line, reason };
  }
}

/** Reads text without byte order mark and with `\n` line ends. A document type is refused, so no entity of the file's own can exist. */
export function readXml(text: string): XmlReading {
  try {
    const doctype = text.search(/<!(?:DOCTYPE|ENTITY)/i);
    if (doctype >= 0) throw new XmlRefused(lineAt(text, doctype), 'a document type is not accepted');
    return { ok: true, file: readDocument(text) };
  } catch (thrown) {
    if (thrown instanceof XmlRefused) return { ok: false, problem: thrown.problem };
    throw thrown;
  }
}

/** `value` with everything escaped that has a meaning in XML. */
export function escapeXml(value: string): string {
  return value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&apos;');
}

function readDocument(text: string): XmlFile {
  const parser = new DOMParser({
    onError: (level, message, context) => {
      if (level !== 'warning') throw new XmlRefused(lineOf(context), firstLine(message));
    },
  });
  const root = parse(parser, text).documentElement;
  if (root === null) throw new XmlRefused(1, 'no element found');
  const starts = lineStarts(text);
  const children: XmlElement[] = [];
  for (let node = root.firstChild; node !== null; node = node.nextSibling) {
    if (isElement(node)) children.push(locate(node, text, starts));
  }
  return { root: locate(root, text, starts), children };
}

function parse(parser: DOMParser, text: string) {
  try {
    return parser.parseFromString(text, 'text/xml');
  } catch (thrown) {
    if (thrown instanceof XmlRefused) throw thrown;
    throw new XmlRefused(lineOf(thrown), thrown instanceof Error ? firstLine(thrown.message) : 'not well-formed');
  }
}

function isElement(node: object): node is Element {
  return 'nodeType' in node && node.nodeType === 1;
}

function locate(element: Element, text: string, starts: readonly number[]): XmlElement {
  const line = element.lineNumber ?? 1;
  const start = (starts[line - 1] ?? 0) + (element.columnNumber ?? 1) - 1;
  const tag = /^<[^\s/>]+(?:\s+[^\s=>]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*(\/?)>/.exec(text.slice(start));
  if (tag === null) throw new XmlRefused(line, `${element.tagName}: start tag not understood`);
  const innerStart = start + tag[0].length;
  const isSelfClosing = tag[1] === '/';
  const innerEnd = isSelfClosing ? innerStart : closingTag(element, text, innerStart, line);
  return {
    name: element.tagName,
    line,
    value: element.textContent ?? '',
    start,
    innerStart,
    innerEnd,
    end: isSelfClosing ? innerStart : text.indexOf('>', innerEnd) + 1,
    isSelfClosing,
    isPlainText: holdsOnlyText(element),
  };
}

/** A plain child ends at the next `</`; the root ends at the last one of the file outside comments after it. */
function closingTag(element: Element, text: string, innerStart: number, line: number): number {
  if (element.parentNode !== null && element.parentNode.nodeType !== 9) {
    return holdsOnlyText(element) ? text.indexOf('</', innerStart) : innerStart;
  }
  const tail = new RegExp(`</${escapePattern(element.tagName)}\\s*>(?:\\s|<!--[\\s\\S]*?-->|<\\?[\\s\\S]*?\\?>)*$`).exec(
    text.slice(innerStart),
  );
  if (tail === null) throw new XmlRefused(line, `${element.tagName}: end not found`);
  return innerStart + tail.index;
}

function holdsOnlyText(element: Element): boolean {
  for (let node = element.firstChild; node !== null; node = node.nextSibling) {
    if (node.nodeType !== 3) return false;
  }
  return true;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function lineOf(context: unknown): number {
  if (typeof context !== 'object' || context === null) return 1;
  if ('lineNumber' in context && typeof context.lineNumber === 'number') return Math.max(1, context.lineNumber);
  if ('locator' in context) return lineOf(context.locator);
  return 1;
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message;
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
