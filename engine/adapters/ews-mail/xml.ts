/** XML that comes from a server and XML that we write. What comes is hostile until proven otherwise: no document types, no depth, no bulk. */
import { DOMParser, type Element, type Node } from '@xmldom/xmldom';
import { escapeXml } from '../../../shared/config/xml-text.ts';

/** Characters. A whole answer of Autodiscover has about 10,000. */
const largestDocument = 512 * 1024;
const deepest = 64;

/** The answer is not what the protocol says. The message is ours and quotes nothing of the answer. */
export class ReplyRefused extends Error {}

/** The root element. Throws {@link ReplyRefused}. */
export function parseReply(text: string): Element {
  if (text.length > largestDocument) throw new ReplyRefused(`the answer is larger than ${largestDocument} characters`);
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) throw new ReplyRefused('the answer has a document type');
  const root = rootOf(text);
  if (root === null) throw new ReplyRefused('the answer is not well-formed XML');
  refuseDepth(root);
  return root;
}

function rootOf(text: string): Element | null {
  const parser = new DOMParser({
    // The one warning is about the replacement character, which a text may hold.
    onError: (level) => {
      if (level !== 'warning') throw new ReplyRefused('the answer is not well-formed XML');
    },
  });
  try {
    return parser.parseFromString(text.replace(/^\uFEFF/, ''), 'text/xml').documentElement;
  } catch {
    return null;
  }
}

/** Without recursion, so that what comes after may recurse. */
function refuseDepth(root: Element): void {
  let level: readonly Node[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) throw new ReplyRefused('the answer is nested too deeply');
    level = level.flatMap((node) => Array.from(node.childNodes ?? []));
  }
}

/** The direct children of that name and namespace. */
export function childrenOf(element: Element, namespace: string, name: string): readonly Element[] {
  return elementsOf(element).filter((child) => child.namespaceURI === namespace && child.localName === name);
}

export function elementsOf(element: Element): readonly Element[] {
  return Array.from(element.childNodes).filter(isElement);
}

/** Along a path of direct children; null when one is missing or given twice. */
export function descend(element: Element, namespace: string, ...path: readonly string[]): Element | null {
  let at: Element = element;
  for (const name of path) {
    const [child, other] = childrenOf(at, namespace, name);
    if (child === undefined || other !== undefined) return null;
    at = child;
  }
  return at;
}

/** The text at the end of a path, trimmed; null when there is none. */
export function textAt(element: Element, namespace: string, ...path: readonly string[]): string | null {
  const text = descend(element, namespace, ...path)?.textContent?.trim();
  return text === undefined || text === '' ? null : text;
}

function isElement(node: Node): node is Element {
  return node.nodeType === 1;
}

/** `value` as text of an element, carriage returns kept; what XML 1.0 cannot hold becomes the replacement character. */
export function xmlText(value: string): string {
  const possible = value.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
  return escapeXml(possible).replaceAll('\r', '&#13;');
}
