/**
 * Reads registry keys with `reg.exe query`. Its error texts depend on the language of Windows and its exit code is 1 for every failure,
 * so a key counts as absent only where its parent could be listed and does not show it. All else is unreadable, never guessed.
 */
import { join } from 'node:path';
import { type Environment, runToCompletion } from '../platform/processes.ts';

/** What one run of `reg.exe query KEY` ended with. */
export interface RegistryQuery {
  readonly exitCode: number;
  readonly output: string;
}
/** Asks for one key, for instance `HKLM\SOFTWARE\Microsoft`. A query that could not be made or took too long has exit code -1. */
export type QueryRegistry = (key: string) => Promise<RegistryQuery>;

/** Values by name in lower case, as reg.exe prints them. */
export type RegistryValues = ReadonlyMap<string, { readonly type: string; readonly data: string }>;
export type RegistryKey =
  | { readonly kind: 'values'; readonly values: RegistryValues }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable' };

export interface RegistryOptions {
  readonly environment: Environment;
  /** For each query. */
  readonly deadlineMilliseconds: number;
  readonly signal: AbortSignal;
}

const notAsked = -1;
const hives: Readonly<Record<string, string>> = { HKLM: 'HKEY_LOCAL_MACHINE', HKCU: 'HKEY_CURRENT_USER' };

/** The real registry. Throws only when `signal` fires. */
export function registryOfThisHost(options: RegistryOptions): QueryRegistry {
  const folder = systemFolder(options.environment);
  return async (key) => {
    try {
      return await runToCompletion({ program: join(folder, 'reg.exe'), arguments: ['query', key], folder, input: '', ...options });
    } catch {
      options.signal.throwIfAborted();
      return { exitCode: notAsked, output: '' };
    }
  };
}

/** The values of a key, or the proof that there is no such key. */
export async function readRegistryKey(query: QueryRegistry, key: string): Promise<RegistryKey> {
  const { exitCode, output } = await query(key);
  if (exitCode === 0) return parseRegistryKey(output, key);
  // What was not asked proves nothing, and the next question would wait as long.
  if (exitCode === notAsked) return { kind: 'unreadable' };
  return (await isProvenAbsent(query, key)) ? { kind: 'absent' } : { kind: 'unreadable' };
}

/** Goes up until a parent can be listed: no key stands in a parent that does not show it. */
async function isProvenAbsent(query: QueryRegistry, key: string): Promise<boolean> {
  const parent = key.slice(0, key.lastIndexOf('\\'));
  if (!parent.includes('\\')) return false;
  const { exitCode, output } = await query(parent);
  if (exitCode === notAsked) return false;
  if (exitCode !== 0) return isProvenAbsent(query, parent);
  const keys = listedKeys(output);
  return keys !== null && !keys.includes(fullName(key));
}

/** Pure. Output that is cut off or of another form is unreadable: reg.exe ends a list of values with an empty line. */
export function parseRegistryKey(output: string, key: string): RegistryKey {
  const lines = output.split(/\r?\n/);
  const start = lines.findIndex((line) => line.trim().toUpperCase() === fullName(key));
  const end = lines.indexOf('', start + 1);
  const isListing = start < 0 && (listedKeys(output)?.some((name) => name.startsWith(`${fullName(key)}\\`)) ?? false);
  // A key that has subkeys only is printed without a line of its own.
  if (isListing) return { kind: 'values', values: new Map() };
  if (start < 0 || end < 0 || end === lines.length - 1) return { kind: 'unreadable' };
  return valuesOf(lines.slice(start + 1, end));
}

function valuesOf(lines: readonly string[]): RegistryKey {
  const values = lines.flatMap((line) => {
    const [, name, type, data] = line.match(/^ {4}(.+?) {4}(REG_[A-Z_]+)(?: {4}(.*))?$/) ?? [];
    return name === undefined || type === undefined ? [] : [[name.toLowerCase(), { type, data: (data ?? '').trim() }] as const];
  });
  return { kind: 'values', values: new Map(values) };
}

/** Names of all keys in the output, in upper case; null when its last line is cut off or there is none. */
function listedKeys(output: string): readonly string[] | null {
  const names = output.split(/\r?\n/).filter((line) => /^HKEY_[A-Z_]+\\/i.test(line));
  return output.endsWith('\n') && names.length > 0 ? names.map((name) => name.trim().toUpperCase()) : null;
}

function fullName(key: string): string {
  const [hive = '', ...path] = key.split('\\');
  return [hives[hive] ?? hive, ...path].join('\\').toUpperCase();
}

export function textIn(values: RegistryValues, name: string): string | null {
  const value = values.get(name.toLowerCase());
  return value !== undefined && /^REG_(EXPAND_)?SZ$/.test(value.type) ? value.data : null;
}

/** A REG_DWORD; reg.exe prints it as 0x and hexadecimal digits. */
export function numberIn(values: RegistryValues, name: string): number | null {
  const value = values.get(name.toLowerCase());
  return value?.type === 'REG_DWORD' && /^0x[0-9a-f]{1,8}$/i.test(value.data) ? Number(value.data) : null;
}

export function systemFolder(environment: Environment): string {
  return join(environment['SystemRoot'] ?? 'C:\\Windows', 'System32');
}
