/** Small folders of set-up as they are delivered, signed by a key of this run, and what can be wrong with one. */
import { createHash, sign } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type FolderFault, folderDevelopmentKeyName, folderManifestName, folderSignatureName } from '../../shared/setup/set-up-folder.ts';
import { newSigningKey, type SigningKey } from './engine-bundle.ts';

const program = 'Exchange_Connector_Setup';
const certificate = 'MicrosoftIntune.accountcert';
const files: Readonly<Record<string, string>> = {
  [program]: 'the program',
  [certificate]: 'the account certificate',
  'resources/app.asar': 'the archive',
  'resources/engine-bundle.zip': 'the engine',
};
const ownKey = newSigningKey();
const foreignKey = newSigningKey();

interface SignOptions {
  readonly key?: SigningKey;
  readonly signedBy?: string;
  readonly more?: Readonly<Record<string, string>>;
}

export function writeDeliveredFolder(folder: string): void {
  for (const [path, content] of Object.entries(files)) put(folder, path, content);
  signAgain(folder);
}

function put(folder: string, path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

function signAgain(folder: string, { key = ownKey, signedBy = 'development', more = {} }: SignOptions = {}): void {
  const listed = Object.entries({ ...files, ...more }).map(([path, content]) => ({
    path,
    size: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  }));
  const manifest = Buffer.from(JSON.stringify({ version: '1.2.3', signedBy, tenantId: null, files: listed }));
  writeFileSync(join(folder, folderManifestName), manifest);
  writeFileSync(join(folder, folderSignatureName), sign(null, manifest, key.privateKey));
  writeFileSync(join(folder, folderDevelopmentKeyName), key.publicKey);
}

export interface HostileFolder {
  readonly name: string;
  readonly fault: FolderFault;
  /** Public key of the release that looks at it; null for a development build. */
  readonly trusted?: string;
  spoil(folder: string): void;
}

const unsigned: FolderFault = { kind: 'unsigned', path: folderManifestName };

export const hostileFolders: readonly HostileFolder[] = [
  { name: 'a missing file', fault: { kind: 'missing', path: 'resources/app.asar' }, spoil: (at) => rmSync(join(at, 'resources/app.asar')) },
  {
    name: 'an altered file',
    fault: { kind: 'altered', path: 'resources/app.asar' },
    spoil: (at) => put(at, 'resources/app.asar', 'the archivf'),
  },
  { name: 'a shortened file', fault: { kind: 'altered', path: program }, spoil: (at) => put(at, program, '') },
  { name: 'an altered account certificate', fault: { kind: 'altered', path: certificate }, spoil: (at) => put(at, certificate, 'another') },
  { name: 'an added library', fault: { kind: 'added', path: 'version.dll' }, spoil: (at) => put(at, 'version.dll', 'x') },
  {
    name: 'a second app beside the archive',
    fault: { kind: 'added', path: 'resources/app/index.js' },
    spoil: (at) => put(at, 'resources/app/index.js', 'x'),
  },
  { name: 'an added link', fault: { kind: 'added', path: 'link' }, spoil: (at) => symlinkSync('/etc/passwd', join(at, 'link')) },
  {
    name: 'a file replaced by a link to its like',
    fault: { kind: 'altered', path: program },
    spoil: (at) => {
      put(dirname(at), 'like', files[program] ?? '');
      rmSync(join(at, program));
      symlinkSync('../like', join(at, program));
    },
  },
  {
    name: 'a renamed program',
    fault: { kind: 'moved', path: 'setup', from: program },
    spoil: (at) => renameSync(join(at, program), join(at, 'setup')),
  },
  {
    name: 'a program renamed to that of Electron',
    fault: { kind: 'moved', path: 'electron', from: program },
    spoil: (at) => renameSync(join(at, program), join(at, 'electron')),
  },
  {
    name: 'a program renamed in the case of its letters',
    fault: { kind: 'moved', path: program.toLowerCase(), from: program },
    spoil: (at) => renameSync(join(at, program), join(at, program.toLowerCase())),
  },
  {
    name: 'a moved file',
    fault: { kind: 'moved', path: 'app.asar', from: 'resources/app.asar' },
    spoil: (at) => renameSync(join(at, 'resources/app.asar'), join(at, 'app.asar')),
  },
  { name: 'no manifest', fault: unsigned, spoil: (at) => rmSync(join(at, folderManifestName)) },
  { name: 'no signature', fault: unsigned, spoil: (at) => rmSync(join(at, folderSignatureName)) },
  { name: 'no key that made the signature', fault: unsigned, spoil: (at) => rmSync(join(at, folderDevelopmentKeyName)) },
  { name: 'a manifest that is no JSON', fault: unsigned, spoil: (at) => put(at, folderManifestName, '{') },
  {
    name: 'a manifest altered after it was signed',
    fault: unsigned,
    spoil: (at) => put(at, folderManifestName, readFileSync(join(at, folderManifestName), 'utf8').replace('1.2.3', '1.2.4')),
  },
  { name: 'a signature by another key', fault: unsigned, spoil: (at) => writeFileSync(join(at, folderSignatureName), Buffer.alloc(64)) },
  { name: 'a manifest that lists a way out', fault: unsigned, spoil: (at) => signAgain(at, { more: { '../outside.txt': 'x' } }) },
  { name: 'a development folder in a release', fault: unsigned, trusted: foreignKey.publicKey, spoil: () => undefined },
  {
    name: 'a release signed by a foreign key',
    fault: unsigned,
    trusted: foreignKey.publicKey,
    spoil: (at) => signAgain(at, { signedBy: 'release' }),
  },
  { name: 'a release folder in a development build', fault: unsigned, spoil: (at) => signAgain(at, { signedBy: 'release' }) },
];
