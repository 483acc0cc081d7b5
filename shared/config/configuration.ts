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

const servicePlans = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\s*,\s*[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})*$/i;

const virtualDirectory = /^\/[A-Za-z0-9._-]{1,100}\/?$/;
const domain = '[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63})+';
const domains = new RegExp(`^${domain}(\\s*,\\s*${domain})*$`, 'i');

export const configurationSchema = z.strictObject({
  exchangeType: exchangeTypeSchema,
  exchangeServer: exchangeFieldsSchema.shape.server,
  exchangeUser: accountNameSchema,
  newBlockLimitPercent: z.number().min(0).max(100),
  language: languageSchema,
  /** Configurations of before there was a choice enforce. */
  mode: modeSchema.default('enforce'),
  /**
   * `http://host:port`, or `http://user@host:port` with the user percent-encoded; `system`: as the system is set; empty: none.
   * The password is in the vault.
   */
  proxy: z.union([z.literal(['', 'system']), proxyAddressSchema]).default(''),
  notificationAddress: z.union([z.literal(''), notificationSchema.shape.address]).default(''),
  isCasFailoverEnabled: z.boolean().default(true),
  enableParallelCommandSupport: z.boolean().default(false),
  /** Hours in which Exchange is asked for less, by the machine's clock; empty: none. */
  slowHours: z.union([z.literal(''), z.string().regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/)]).default(''),
  exchangeWebServiceUrl: z.union([z.literal(''), z.url({ protocol: /^https$/ })]).default(''),
  /** Ids of service plans that count as an Intune licence, with commas between; empty: the known ones. */
  intuneServicePlans: z.union([z.literal(''), z.string().regex(servicePlans)]).default(''),
  /** Of the PowerShell virtual directory; empty: what the type of Exchange has. */
  exchangePath: z.union([z.literal(''), z.string().regex(virtualDirectory)]).default(''),
  exchangeAuthentication: z.enum(['', 'Kerberos', 'Negotiate', 'Basic']).default(''),
  /** WinRM takes a proxy from Windows alone, so this names where Windows has it; empty: none is used. */
  exchangeProxyAccess: z.enum(['', 'NoProxyServer', 'IEConfig', 'WinHttpConfig', 'AutoDetect']).default(''),
  /** Domains, with commas between, below which a hosted service may send the session on; empty: nowhere. */
  exchangeRedirectDomains: z.union([z.literal(''), z.string().regex(domains)]).default(''),
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
  slowHours: 'SlowHours',
  exchangeWebServiceUrl: 'ExchangeWebServiceURL',
  intuneServicePlans: 'IntuneServicePlans',
  exchangePath: 'ExchangePath',
  exchangeAuthentication: 'ExchangeAuthentication',
  exchangeProxyAccess: 'ExchangeProxyAccess',
  exchangeRedirectDomains: 'ExchangeRedirectDomains',
} as const satisfies Record<Key, string>;

const expectations = {
  exchangeType: 'on-premises, hosted or dedicated',
  exchangeServer: 'a host name without protocol or port, or the https address of a hosted server',
  exchangeUser: 'domain\\user',
  newBlockLimitPercent: 'a number from 0 to 100',
  language: 'en or nl',
  mode: 'observe or enforce',
  proxy: 'empty, system, http://host:port or http://user@host:port',
  notificationAddress: 'empty or an e-mail address',
  isCasFailoverEnabled: 'true or false',
  enableParallelCommandSupport: 'true or false',
  slowHours: 'empty, or two times of day such as 08:00-18:00',
  exchangeWebServiceUrl: 'empty or an https address',
  intuneServicePlans: 'empty, or ids of service plans with commas between',
  exchangePath: 'empty, or the path of a virtual directory such as /PowerShell/',
  exchangeAuthentication: 'empty, Kerberos, Negotiate or Basic',
  exchangeProxyAccess: 'empty, NoProxyServer, IEConfig, WinHttpConfig or AutoDetect',
  exchangeRedirectDomains: 'empty, or domains of at least two parts with commas between',
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

/**
 * The text to write: `existing` with only the named fields changed, and only those that differ; everything else keeps its bytes.
 * Without `existing` a new file. Throws `configuration.invalid` when `existing` cannot be edited.
 */
export function renderConfiguration(fields: Partial<Configuration>, existing: string | null): string {
  let text = existing ?? template;
  for (const key of keys) {
    const value = fields[key];
    if (value !== undefined) text = withValue(text, key, String(value));
  }
  return text;
}

/** A stretch of the normalized text, and what comes in its place. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function withValue(original: string, key: Key, value: string): string {
  const edit = editFor(normalized(original), key, value);
  if (edit === null) return original;
  const lineEnd = original.includes('\r\n') ? '\r\n' : '\n';
  const text = edit.text.replaceAll('\n', lineEnd);
  return original.slice(0, originalOffset(original, edit.start)) + text + original.slice(originalOffset(original, edit.end));
}

function editFor(text: string, key: Key, value: string): Edit | null {
  const file = open(text);
  const element = only(file, key);
  if (element === null) return insertion(text, file, key, value);
  if (element.value.trim() === value) return null;
  const name = elementNames[key];
  if (!element.isSelfClosing) return { start: element.innerStart, end: element.innerEnd, text: escapeXml(value) };
  const start = text.slice(element.start, element.innerStart).replace(/\s*\/>$/, '>');
  return { start: element.start, end: element.end, text: `${start}${escapeXml(value)}</${name}>` };
}

function insertion(text: string, file: XmlFile, key: Key, value: string): Edit {
  const line = `<${elementNames[key]}>${escapeXml(value)}</${elementNames[key]}>`;
  if (file.root.isSelfClosing) {
    const start = text.slice(file.root.start, file.root.innerStart).replace(/\s*\/>$/, '>');
    return { start: file.root.start, end: file.root.end, text: `${start}\n  ${line}\n</${file.root.name}>` };
  }
  const before = text.slice(0, file.root.innerEnd).replace(/[ \t]*$/, '');
  return { start: before.length, end: file.root.innerEnd, text: `${before.endsWith('\n') ? '' : '\n'}  ${line}\n` };
}

/** Where an offset of the normalized text lies in the text as it is, with its byte order mark and its own line ends. */
function originalOffset(original: string, offset: number): number {
  let at = offset + (original.startsWith('\uFEFF') ? 1 : 0);
  for (const lineEnd of original.matchAll(/\r\n/g)) {
    if (lineEnd.index >= at) break;
    at += 1;
  }
  return at;
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
