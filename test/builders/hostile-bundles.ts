/** Engine bundles with one thing wrong each, as somebody might make them who wants set-up to write where it must not, or to run other code. */
import { readFileSync, writeFileSync } from 'node:fs';
import { type BundleFile, type BundleOptions, leastFiles, newSigningKey, signedEntries, writeBundle } from './engine-bundle.ts';

export interface HostileBundle {
  readonly name: string;
  readonly code: 'bundle.missing' | 'bundle.tampered' | 'bundle.unsafe';
  /** Public key of the release that opens it; null for a development build. */
  readonly trusted?: string;
  make(zipFile: string): Promise<void>;
}

type Change = (bytes: Buffer) => Buffer;

const foreignKey = newSigningKey();
const releaseKey = newSigningKey();
const extra = (path: string): BundleFile => ({ path, content: 'x' });
const central = { signature: 0x0201_4b50, flags: 8, method: 10, size: 24, name: 46 } as const;
const end = { signature: 0x0605_4b50, entriesHere: 8, entries: 10 } as const;

/** A bundle put together otherwise. */
function composed(name: string, code: HostileBundle['code'], options: Partial<BundleOptions>): HostileBundle {
  return { name, code, make: (zipFile) => writeBundle(zipFile, { files: leastFiles, ...options }) };
}

/** A right bundle whose bytes were changed afterwards. */
function changed(name: string, code: HostileBundle['code'], change: Change): HostileBundle {
  return {
    name,
    code,
    make: async (zipFile) => {
      await writeBundle(zipFile, { files: leastFiles });
      writeFileSync(zipFile, change(readFileSync(zipFile)));
    },
  };
}

/** An entry more whose name no honest program would write; the manifest does not tell of it. */
function named(name: string, path: string): HostileBundle {
  const honest = 'n'.repeat(path.length);
  return {
    name: `an entry ${name}`,
    code: 'bundle.unsafe',
    make: async (zipFile) => {
      await writeBundle(zipFile, { files: [...leastFiles, extra(honest)], manifest: withoutLast });
      writeFileSync(zipFile, readFileSync(zipFile).toString('latin1').replaceAll(honest, path), 'latin1');
    },
  };
}

function withoutLast<M extends { readonly files: readonly unknown[] }>(right: M): unknown {
  return { ...right, files: right.files.slice(0, -1) };
}

/** Offset of the central record of an entry. */
function recordOf(bytes: Buffer, entry: string): number {
  for (let at = bytes.indexOf('PK\u0001\u0002', 0, 'latin1'); at !== -1; at = bytes.indexOf('PK\u0001\u0002', at + 1, 'latin1'))
    if (bytes.subarray(at + central.name, at + central.name + entry.length).toString() === entry) return at;
  throw new Error(`no entry ${entry}`);
}

function withRecord(entry: string, write: (bytes: Buffer, at: number) => void): Change {
  return (bytes) => {
    write(bytes, recordOf(bytes, entry));
    return bytes;
  };
}

function withEnd(write: (bytes: Buffer, at: number) => void): Change {
  return (bytes) => {
    write(bytes, bytes.lastIndexOf('PK\u0005\u0006', undefined, 'latin1'));
    return bytes;
  };
}

function sized(bytes: number, ...entries: readonly string[]): Change {
  return (zip) => entries.reduce((all, entry) => withRecord(entry, (to, at) => void to.writeUInt32LE(bytes, at + central.size))(all), zip);
}

function listing(path: string) {
  return (right: { readonly files: readonly object[] }): unknown => ({
    ...right,
    files: [...right.files, { path, size: 0, sha256: '0'.repeat(64), executable: false }],
  });
}

const fileless: readonly HostileBundle[] = [
  { name: 'no file at all', code: 'bundle.missing', make: async () => undefined },
  { name: 'an empty file', code: 'bundle.tampered', make: async (zipFile) => writeFileSync(zipFile, '') },
  { name: 'a file that is no zip', code: 'bundle.tampered', make: async (zipFile) => writeFileSync(zipFile, 'x'.repeat(10_000)) },
  changed('a zip cut off at its end', 'bundle.tampered', (bytes) => bytes.subarray(0, -60)),
  changed('a zip cut off in the middle', 'bundle.tampered', (bytes) => bytes.subarray(0, bytes.length / 2)),
  changed('a zip with its first half gone', 'bundle.unsafe', (bytes) => bytes.subarray(bytes.length / 2)),
  changed(
    'a zip that tells of more entries than it has',
    'bundle.unsafe',
    withEnd((bytes, at) => {
      bytes.writeUInt16LE(65_000, at + end.entriesHere);
      bytes.writeUInt16LE(65_000, at + end.entries);
    }),
  ),
];

const names: readonly HostileBundle[] = [
  named('that leaves the folder', '../outside.txt'),
  named('that leaves the folder from its middle', 'aa/../../outside.txt'),
  named('with an absolute name', '/tmp/outside.txt'),
  named('with a drive', 'C:/outside.txt'),
  named('with a backslash', '..\\outside.txt'),
  named('with a share', '\\\\server\\share\\x'),
  named('with a null sign', 'node\0.txt'),
  named('with a line break', 'node\n.txt'),
  named('for a device', 'CON'),
  named('for a device with an ending', 'assets/nul.txt'),
  named('for a port', 'assets/COM1'),
  named('that ends in a dot', 'engine.cjs.'),
  named('that ends in a space', 'engine.cjs '),
  named('in a stream of another file', 'node:stream'),
  named('that is a folder', 'aa/bbb/'),
  named('with an empty part', 'aa//bb.txt'),
  named('longer than 260 characters', `${'a/'.repeat(140)}b`),
  composed('two entries of one name', 'bundle.unsafe', { files: [...leastFiles, { path: 'node', content: 'other' }] }),
  composed('two names that differ in case only', 'bundle.unsafe', { files: [...leastFiles, extra('Engine.CJS')] }),
  composed('a file below a file', 'bundle.unsafe', { files: [...leastFiles, extra('Node/hook.js')] }),
  composed('a symbolic link', 'bundle.unsafe', { files: [...leastFiles, { path: 'link', content: '../../outside.txt', mode: 0o120_777 }] }),
  composed('a pipe', 'bundle.unsafe', { files: [...leastFiles, { path: 'pipe', content: '', mode: 0o010_644 }] }),
];

const sizes: readonly HostileBundle[] = [
  composed('more than 5,000 entries', 'bundle.unsafe', {
    files: [...leastFiles, ...Array.from({ length: 5_001 }, (_nothing, index) => extra(`many/${index}`))],
  }),
  changed('a file of 4 GB', 'bundle.unsafe', sized(0xffff_fff0, 'node')),
  changed('files that are too much together', 'bundle.unsafe', sized(0x0fff_ffff, 'node', 'engine.cjs', 'assets/powershell/session.ps1')),
  {
    name: 'a file that unpacks to more than zip and manifest say',
    code: 'bundle.tampered',
    make: async (zipFile) => {
      const files = [...leastFiles, { path: 'bomb', content: 'a'.repeat(1_000_000) }];
      const small = <F extends { readonly path: string }>(file: F) => (file.path === 'bomb' ? { ...file, size: 10 } : file);
      await writeBundle(zipFile, { files, manifest: (right) => ({ ...right, files: right.files.map(small) }) });
      writeFileSync(zipFile, sized(10, 'bomb')(readFileSync(zipFile)));
    },
  },
  changed(
    'an encrypted file',
    'bundle.unsafe',
    withRecord('node', (bytes, at) => void bytes.writeUInt16LE(1, at + central.flags)),
  ),
  changed(
    'a file packed in an unknown way',
    'bundle.tampered',
    withRecord('node', (bytes, at) => void bytes.writeUInt16LE(99, at + central.method)),
  ),
];

const contents: readonly HostileBundle[] = [
  composed('no manifest', 'bundle.tampered', { manifestText: null }),
  composed('a manifest that is no JSON', 'bundle.tampered', { manifestText: '{' }),
  composed('a manifest with an unknown field', 'bundle.tampered', { manifest: (right) => ({ ...right, run: 'calc.exe' }) }),
  composed('two manifests', 'bundle.unsafe', { files: [...leastFiles, { path: 'manifest.json', content: '{}' }] }),
  composed('a manifest that lists a way out', 'bundle.tampered', { manifest: listing('../outside.txt') }),
  composed('a manifest that lists itself', 'bundle.tampered', { manifest: listing('manifest.json') }),
  composed('a file that is listed and not there', 'bundle.tampered', { manifest: listing('gone') }),
  composed('a file that is not listed', 'bundle.unsafe', { files: [...leastFiles, extra('hook.js')], manifest: withoutLast }),
  composed('another content', 'bundle.tampered', {
    manifest: (right) => ({ ...right, files: right.files.map((file) => ({ ...file, sha256: '0'.repeat(64) })) }),
  }),
  composed('another size', 'bundle.tampered', {
    manifest: (right) => ({ ...right, files: right.files.map((file) => ({ ...file, size: file.size + 1 })) }),
  }),
  composed('no Node of its own', 'bundle.tampered', { files: leastFiles.slice(1) }),
  composed('what another platform needs', 'bundle.tampered', {
    files: [...leastFiles, extra('node.exe')],
    manifest: (right) => ({ ...right, platform: 'win32-x64' }),
  }),
];

const signatures: readonly HostileBundle[] = [
  composed('no signature', 'bundle.tampered', { describing: () => ({ 'manifest.sig': null }) }),
  composed('a signature with one bit changed', 'bundle.tampered', {
    describing: (right) => ({ 'manifest.sig': flipped(right.get('manifest.sig')) }),
  }),
  composed('a signature by another key', 'bundle.tampered', {
    describing: (right) => ({ 'manifest.sig': signedEntries(manifestIn(right), foreignKey).get('manifest.sig') ?? null }),
  }),
  composed('no key that made the signature', 'bundle.tampered', { describing: () => ({ 'development-key.pem': null }) }),
  {
    ...composed('a release signed by a foreign key', 'bundle.tampered', {
      manifest: (right) => ({ ...right, signedBy: 'release' }),
      describing: (right) => ({ ...Object.fromEntries(signedEntries(manifestIn(right), foreignKey)), 'development-key.pem': null }),
    }),
    trusted: releaseKey.publicKey,
  },
  { ...composed('a development bundle in a release', 'bundle.tampered', {}), trusted: releaseKey.publicKey },
  composed('a release bundle in a development build', 'bundle.tampered', {
    manifest: (right) => ({ ...right, signedBy: 'release' }),
    describing: (right) => ({ ...Object.fromEntries(signedEntries(manifestIn(right), releaseKey)), 'development-key.pem': null }),
  }),
];

function manifestIn(entries: ReadonlyMap<string, Buffer>): Buffer {
  return entries.get('manifest.json') ?? Buffer.alloc(0);
}

function flipped(bytes: Buffer | undefined): Buffer {
  const copy = Buffer.from(bytes ?? []);
  copy[0] = (copy[0] ?? 0) ^ 1;
  return copy;
}

export const hostileBundles: readonly HostileBundle[] = [...fileless, ...names, ...sizes, ...contents, ...signatures];
