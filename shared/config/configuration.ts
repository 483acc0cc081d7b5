/**
 * The hand-edited service configuration (F1). The last three elements are the publicly known ones of the original product
 * (domain.md 5); the others are ours, beside them. Our edits keep comments, unknown elements, line ends and byte order mark.
 */
import { z } from 'zod';
import { Failure } from '../errors.ts';
import {
  accountNameSchema,
  exchangeFieldsSchema,
  exchangeTypeSchema,
  languageSchema,
  modeSchema,
  notificationSchema,
} from '../setup/answers.ts';
import { proxyAddressSchema } from './proxy-address.ts';
import { escapeXml, readXml, type XmlElement, type XmlFile } from './xml-text.ts';

export const configurationSchema = z.strictObject({
  exchangeType: exchangeTypeSchema,
  exchangeServer: exchangeFieldsSchema.shape.server,
  exchangeUser: accountNameSchema,
  newBlockLimitPercent: z.number().min(0).max(100),
  language: languageSchema,
  /** Configurations of before there was a choice enforce. */
  mode: modeSchema.default('enforce'),
  /** `http://host:port`, or `http://user@host:port` with the user percent-encoded; empty: none. The password is in the vault. */
  proxy: z.union([z.literal(''), proxyAddressSchema]).default(''),
  notificationAddress: z.union([z.literal(''), notificationSchema.shape.address]).default(''),
  isCasFailoverEnabled: z.boolean().default(true),
  enableParallelCommandSupport: z.boolean().default(false),
  exchangeWebServiceUrl: z.union([z.literal(''), z.url({ protocol: /^https$/ })]).default(''),
});
export type Configuration = z.infer<typeof configurationSchema>;
type Key = keyof Configuration;

const rootName = 'OnPremisesExchangeConnectorServiceConfiguration';
const keys = configurationSchema.keyof().options;

const elementNames = {
  exchangeType: 'ExchangeType',
  exchangeServer: 'ExchangeServer',
  exchangeUser: 'ExchangeUser',
  newBlockLimitPercent: 'NewBlockLimitPercent',
  language: 'Language',
  mode: 'Mode',
  proxy: 'Proxy',
  notificationAddress: 'NotificationAddress',
  isCasFailoverEnabled: 'IsCasFailoverEnabled',
  enableParallelCommandSupport: 'EnableParallelCommandSupport',
  exchangeWebServiceUrl: 'ExchangeWebServiceURL',
} as const satisfies Record<Key, string>;

const expectations = {
  exchangeType: 'on-premises, hosted or dedicated',
  exchangeServer: 'a host name without protocol or port, or the https address of a hosted server',
  exchangeUser: 'domain\\user',
  newBlockLimitPercent: 'a number from 0 to 100',
  language: 'en or nl',
  mode: 'observe or enforce',
  proxy: 'empty, http://host:port or http://user@host:port',
  notificationAddress: 'empty or an e-mail address',
  isCasFailoverEnabled: 'true or false',
  enableParallelCommandSupport: 'true or false',
  exchangeWebServiceUrl: 'empty or an https address',
} as const satisfies Record<Key, string>;

const template = `<?xml version="1.0" encoding="utf-8"?>
<!-- Service configuration of the on-premises Exchange connector. Changes made by hand are kept. -->
<${rootName}>
</${rootName}>
`;

/** Throws `configuration.invalid` with `line` (1-based) and `reason`. */
export function parseConfiguration(xml: string): Configuration {
  const file = open(normalized(xml));
  const raw: Partial<Record<Key, unknown>> = {};
  for (const key of keys) {
    const element = only(file, key);
    if (element !== null) raw[key] = parseValue(key, element);
  }
  const parsed = configurationSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const missing = keys.find((key) => parsed.error.issues.some((issue) => issue.path[0] === key));
  throw refused(file.root.line, `${missing === undefined ? rootName : elementNames[missing]}: missing`);
}

/** The text to write: `existing` with only the values changed that differ, or a new file. Throws `configuration.invalid` when `existing` cannot be edited. */
export function renderConfiguration(configuration: Configuration, existing: string | null): string {
  const original = existing ?? template;
  const mark = original.startsWith('\uFEFF') ? '\uFEFF' : '';
  const lineEnd = original.includes('\r\n') ? '\r\n' : '\n';
  let text = normalized(original);
  for (const key of keys) text = withValue(text, key, String(configuration[key]));
  return mark + text.replaceAll('\n', lineEnd);
}

function withValue(text: string, key: Key, value: string): string {
  const file = open(text);
  const element = only(file, key);
  if (element === null) return inserted(text, file, key, value);
  if (element.value.trim() === value) return text;
  const name = elementNames[key];
  if (!element.isSelfClosing) return text.slice(0, element.innerStart) + escapeXml(value) + text.slice(element.innerEnd);
  const start = text.slice(element.start, element.innerStart).replace(/\s*\/>$/, '>');
  return `${text.slice(0, element.start)}${start}${escapeXml(value)}</${name}>${text.slice(element.end)}`;
}

function inserted(text: string, file: XmlFile, key: Key, value: string): string {
  const line = `<${elementNames[key]}>${escapeXml(value)}</${elementNames[key]}>`;
  if (file.root.isSelfClosing) {
    const start = text.slice(file.root.start, file.root.innerStart).replace(/\s*\/>$/, '>');
    return `${text.slice(0, file.root.start)}${start}\n  ${line}\n</${file.root.name}>${text.slice(file.root.end)}`;
  }
  const before = text.slice(0, file.root.innerEnd).replace(/[ \t]*$/, '');
  return `${before}${before.endsWith('\n') ? '' : '\n'}  ${line}\n${text.slice(file.root.innerEnd)}`;
}

function open(text: string): XmlFile {
  const reading = readXml(text);
  if (!reading.ok) throw refused(reading.problem.line, reading.problem.reason);
  if (reading.file.root.name !== rootName)
    throw refused(reading.file.root.line, `${reading.file.root.name}: the root element is ${rootName}`);
  return reading.file;
}

function only(file: XmlFile, key: Key): XmlElement | null {
  const name = elementNames[key];
  const [first, second] = file.children.filter((child) => child.name === name);
  if (second !== undefined) throw refused(second.line, `${name}: given twice`);
  if (first === undefined) return null;
  if (!first.isPlainText) throw refused(first.line, `${name}: holds more than text`);
  return first;
}

function parseValue(key: Key, element: XmlElement): unknown {
  const schema = configurationSchema.shape[key];
  const parsed = schema.safeParse(typed(key, element.value.trim()));
  if (!parsed.success) throw refused(element.line, `${elementNames[key]}: expected ${expectations[key]}`);
  return parsed.data;
}

function typed(key: Key, text: string): unknown {
  if (key === 'newBlockLimitPercent') return /^\d{1,3}(\.\d+)?$/.test(text) ? Number(text) : text;
  if (key !== 'isCasFailoverEnabled' && key !== 'enableParallelCommandSupport') return text;
  if (/^true$/i.test(text)) return true;
  return /^false$/i.test(text) ? false : text;
}

function normalized(xml: string): string {
  return xml.replace(/^\uFEFF/, '').replace(/\r\n/g, '\n');
}

function refused(line: number, reason: string): Failure {
  return new Failure('configuration.invalid', { params: { line, reason } });
}
