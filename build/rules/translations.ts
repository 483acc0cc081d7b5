/** Words are checked like code: both languages whole, nothing unused, placeholders alike, equal texts only with a reason. */
import ts from 'typescript';
import { askedKey, type Catalog, placeholders } from './catalog.ts';
import type { Family } from './key-families.ts';
import { type Finding, type Source, walk } from './source.ts';

export interface Words {
  readonly en: Catalog;
  readonly nl: Catalog;
  readonly families: readonly Family[];
  readonly equalTexts: Readonly<Record<string, string>>;
}

interface Uses {
  readonly literals: ReadonlySet<string>;
  /** Literals that a translating function is called with. */
  readonly asked: ReadonlySet<string>;
  /** `wizard.page.${page}` as a pattern over keys. */
  readonly patterns: readonly RegExp[];
}

const english = 'shared/i18n/en.json';
const dutch = 'shared/i18n/nl.json';
/** General words that fill a placeholder nobody has a value for; see shared/i18n/translate.ts. */
const paramPrefix = 'param.';

export function translationFindings(sources: readonly Source[], words: Words): readonly Finding[] {
  const uses = usesIn(sources);
  return [
    ...missingIn(words.nl, words.en, dutch),
    ...missingIn(words.en, words.nl, english),
    ...placeholderFindings(words),
    ...equalFindings(words),
    ...familyFindings(words),
    ...paramFindings(words.en),
    ...unusedFindings(words, uses),
    ...unknownFindings(words, uses),
  ];
}

function about(path: string, rule: string, text: string): Finding {
  return { path, line: 0, rule, text };
}

function missingIn(catalog: Catalog, other: Catalog, path: string): readonly Finding[] {
  return [...other.keys()].filter((key) => !catalog.has(key)).map((key) => about(path, 'translation-missing', key));
}

function placeholderFindings({ en, nl }: Words): readonly Finding[] {
  return [...en].flatMap(([key, text]) => {
    const wanted = placeholders(text).join(', ');
    const found = placeholders(nl.get(key) ?? text).join(', ');
    return wanted === found ? [] : [about(dutch, 'translation-placeholders', `${key}: {${found}} where English has {${wanted}}`)];
  });
}

function equalFindings({ en, nl, equalTexts }: Words): readonly Finding[] {
  const equal = new Set([...en].filter(([key, text]) => nl.get(key) === text).map(([key]) => key));
  const unexplained = [...equal].filter((key) => equalTexts[key] === undefined);
  const stale = Object.keys(equalTexts).filter((key) => !equal.has(key));
  return [
    ...unexplained.map((key) => about(dutch, 'translation-equal', `${key}: same as English, with no reason in build/rules/equal-texts.ts`)),
    ...stale.map((key) => about('build/rules/equal-texts.ts', 'translation-equal', `${key}: no longer the same in both languages`)),
  ];
}

function familyFindings({ en, families }: Words): readonly Finding[] {
  return families.flatMap(({ prefix, members }) => {
    const wanted = new Set(members.map((member) => `${prefix}${member}`));
    const present = [...en.keys()].filter((key) => key.startsWith(prefix));
    const missing = [...wanted].filter((key) => !en.has(key)).map((key) => about(english, 'translation-missing', key));
    return [...missing, ...present.filter((key) => !wanted.has(key)).map((key) => about(english, 'translation-unused', key))];
  });
}

/** Every placeholder of an error's sentence has a general word, and no general word stands there for nothing. */
function paramFindings(en: Catalog): readonly Finding[] {
  const wanted = new Set([...en].filter(([key]) => key.startsWith('error.')).flatMap(([, text]) => placeholders(text)));
  const present = [...en.keys()].filter((key) => key.startsWith(paramPrefix)).map((key) => key.slice(paramPrefix.length));
  const missing = [...wanted].filter((name) => !present.includes(name));
  const unused = present.filter((name) => !wanted.has(name));
  return [
    ...missing.map((name) => about(english, 'translation-missing', `${paramPrefix}${name}`)),
    ...unused.map((name) => about(english, 'translation-unused', `${paramPrefix}${name}`)),
  ];
}

function unusedFindings({ en, families }: Words, uses: Uses): readonly Finding[] {
  const prefixes = [paramPrefix, ...families.map((family) => family.prefix)];
  return [...en.keys()]
    .filter((key) => !prefixes.some((prefix) => key.startsWith(prefix)))
    .filter((key) => !uses.literals.has(askedKey(key)) && !uses.patterns.some((pattern) => pattern.test(askedKey(key))))
    .map((key) => about(english, 'translation-unused', key));
}

/** What is asked for by a literal, `t('…')` or `translate('…')`, and does not exist. */
function unknownFindings({ en }: Words, uses: Uses): readonly Finding[] {
  const keys = new Set([...en.keys()].map(askedKey));
  return [...uses.asked].filter((key) => !keys.has(key)).map((key) => about(english, 'translation-missing', key));
}

function usesIn(sources: readonly Source[]): Uses {
  const nodes: ts.Node[] = [];
  for (const { tree } of sources) if (tree !== null) walk(tree, (node) => void nodes.push(node));
  const literals = nodes.filter(ts.isStringLiteralLike);
  const templates = nodes.filter(ts.isTemplateExpression).filter((template) => /^[a-z]+\./.test(template.head.text));
  return {
    literals: new Set(literals.map((literal) => literal.text)),
    asked: new Set(literals.filter(isAsked).map((literal) => literal.text)),
    patterns: templates.map(patternOf),
  };
}

function isAsked(node: ts.StringLiteralLike): boolean {
  const call = node.parent;
  return ts.isCallExpression(call) && call.arguments[0] === node && /^(t|translate)$/.test(call.expression.getText());
}

function patternOf(template: ts.TemplateExpression): RegExp {
  const parts = [template.head.text, ...template.templateSpans.map((span) => span.literal.text)];
  return new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+')}$`);
}
