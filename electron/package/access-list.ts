/** Pure: what access lists of Windows in SDDL, as icacls saves them, and owners say of others than administrators. */
import type { Place } from '../../shared/setup/set-up-folder.ts';

export interface SavedLists {
  /** Of the folder itself and of the account certificate in it; null where it could not be read. */
  readonly own: readonly (Buffer | null)[];
  /** Of the folders above. */
  readonly way: readonly (Buffer | null)[];
  /** Of all of these; null where Windows did not tell. An owner is not on a list and can put himself on it. */
  readonly owners: readonly (string | null)[];
  /** The account that runs set-up, which is an administrator's; null where that is not known. */
  readonly self: string | null;
}

interface Entry {
  readonly isInheritOnly: boolean;
  readonly rights: number;
  readonly who: string;
}

/** Rights of a file or folder, winnt.h. */
const right = {
  readData: 0x1,
  write: 0x2,
  append: 0x4,
  readAttributes: 0x80,
  readExtended: 0x8,
  traverse: 0x20,
  deleteChild: 0x40,
  delete: 0x1_0000,
  readControl: 0x2_0000,
  writeList: 0x4_0000,
  writeOwner: 0x8_0000,
  synchronize: 0x10_0000,
  all: 0x1000_0000,
} as const;
/** Who has no more than these learns nothing of a file's content and changes nothing. */
const harmless = right.readAttributes | right.readExtended | right.traverse | right.readControl | right.synchronize;
/** On a folder above: the rights by which another folder can be put in the place of this one. */
const replacing = right.deleteChild | right.delete | right.writeList | right.writeOwner | right.all;

/** Two letters each, "Security Descriptor String Format" of Microsoft's documentation. Generic rights as they map to files. */
const rightLetters: Readonly<Record<string, number>> = {
  GA: 0x1f_01ff,
  GR: 0x12_0089,
  GW: 0x12_0116,
  GX: 0x12_00a0,
  FA: 0x1f_01ff,
  FR: 0x12_0089,
  FW: 0x12_0116,
  FX: 0x12_00a0,
  RC: right.readControl,
  SD: right.delete,
  WD: right.writeList,
  WO: right.writeOwner,
  CC: 0x1,
  DC: 0x2,
  LC: 0x4,
  SW: 0x8,
  RP: 0x10,
  WP: 0x20,
  DT: 0x40,
  LO: 0x80,
  CR: 0x100,
};

/** Administrators, the system itself, its installer, and who stands for the owner of what is yet to be made. */
const administrators = [
  /^(BA|SY|CO|LA|DA|EA)$/,
  /^S-1-5-32-544$/,
  /^S-1-5-18$/,
  /^S-1-3-0$/,
  /^S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464$/,
  // Built-in Administrator, Domain Admins, Enterprise Admins.
  /^S-1-5-21-\d+-\d+-\d+-(500|512|519)$/,
];

/** What people call the groups that stand for many. Every other account is named by its SID. */
const names: Readonly<Record<string, string>> = {
  WD: 'Everyone',
  'S-1-1-0': 'Everyone',
  BU: 'Users',
  'S-1-5-32-545': 'Users',
  AU: 'Authenticated Users',
  'S-1-5-11': 'Authenticated Users',
  IU: 'INTERACTIVE',
  'S-1-5-4': 'INTERACTIVE',
  NU: 'NETWORK',
  'S-1-5-2': 'NETWORK',
  BG: 'Guests',
  'S-1-5-32-546': 'Guests',
  DU: 'Domain Users',
  PU: 'Power Users',
  'S-1-5-32-547': 'Power Users',
  AN: 'ANONYMOUS LOGON',
  'S-1-5-7': 'ANONYMOUS LOGON',
};
const most = 50;

/** `unsafe` by whatever could be read; `safe` only when every list and owner could. Entries that deny are not counted on. */
export function judgeLists({ own, way, owners, self }: SavedLists): Place {
  const [ownEntries, wayEntries] = [own.map(entriesOf), way.map(entriesOf)];
  const onOwn = ownEntries.flatMap((list) => list ?? []).filter((entry) => (entry.rights & ~harmless) !== 0);
  const onWay = wayEntries.flatMap((list) => list ?? []).filter((entry) => !entry.isInheritOnly && (entry.rights & replacing) !== 0);
  const known = [...[...onOwn, ...onWay].map((entry) => entry.who), ...owners.filter((owner) => owner !== null)];
  const who = new Set(known.filter((one) => one !== self && !isAdministrator(one)).map((one) => names[one] ?? one));
  if (who.size > 0) return { kind: 'unsafe', who: [...who].slice(0, most) };
  const isWhole = [...ownEntries, ...wayEntries, ...owners].every((one) => one !== null) && owners.length === own.length + way.length;
  return own.length > 0 && isWhole ? { kind: 'safe' } : { kind: 'unknown' };
}

function isAdministrator(who: string): boolean {
  return administrators.some((pattern) => pattern.test(who));
}

/** The entries that allow something; null when this is not a whole list. */
function entriesOf(saved: Buffer | null): readonly Entry[] | null {
  const lines = saved === null ? [] : textOf(saved).split('\r\n');
  const [, list, ...more] = lines;
  // icacls ends each line, so what follows the list is empty; a file that was cut off has no such end.
  if (list === undefined || more.length !== 1 || more[0] !== '') return null;
  if (/^D:[A-Z]*NO_ACCESS_CONTROL$/.test(list)) return [{ isInheritOnly: false, rights: right.all, who: 'WD' }];
  const [, inside] = list.match(/^D:(?:P|AI|AR)*((?:\([^()]*\))+)(?:S:.*)?$/) ?? [];
  const entries = [...(inside ?? '').matchAll(/\(([^()]*)\)/g)].map((match) => entryOf(match[1] ?? ''));
  const whole = entries.filter((entry) => entry !== null);
  return whole.length === 0 || whole.length !== entries.length ? null : whole.filter((entry) => entry.rights !== 0);
}

/** UTF-16, low byte first, with or without a mark before it. */
function textOf(saved: Buffer): string {
  return saved.toString('utf16le').replace(/^\uFEFF/, '');
}

/** Null for what is no entry. One that denies has no rights. */
function entryOf(text: string): Entry | null {
  const [kind, flags, rights, , , who] = text.split(';');
  if (kind === undefined || flags === undefined || rights === undefined || !/^([A-Z]{2}|S-1-[0-9-]+)$/.test(who ?? '')) return null;
  const mask = maskOf(rights);
  if (mask === null || !/^(X?[AD]|O[AD])$/.test(kind)) return null;
  return { isInheritOnly: /^(..)*IO/.test(flags), rights: kind.endsWith('D') ? 0 : mask, who: who ?? '' };
}

function maskOf(rights: string): number | null {
  if (/^0x[0-9a-f]{1,8}$/i.test(rights)) return Number(rights);
  const letters = rights.match(/../g) ?? [];
  const values = letters.map((two) => rightLetters[two]);
  if (letters.join('') !== rights) return null;
  return values.reduce<number | null>((all, value) => (all === null || value === undefined ? null : all | value), 0);
}
