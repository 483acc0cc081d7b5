/**
 * Secrets of any length over a store whose entries are small (Windows: 2560 bytes). A long one is kept in parts under the name of a
 * generation; the entry of the secret's own name then says which generation counts. That entry is written last, in one act: killed at
 * any point, a read gives the old secret or the new one, whole. Parts that nobody points to go with the next write or removal.
 */
import { createHash, randomBytes } from 'node:crypto';
import { Failure } from '../errors.ts';

/** One entry is written, read and removed in one act each. */
export interface EntryStore {
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
  /** True when it was there. */
  delete(name: string): Promise<boolean>;
  /** May also list names that {@link get} does not know, and one name twice. */
  list(): Promise<readonly string[]>;
}

/** `limitBytes`: of one entry, as UTF-8. What does not fit into 64 parts is refused as `vault.too-large`. */
export function longSecrets(store: EntryStore, limitBytes: number) {
  return {
    read: (name: string) => read(store, name),
    write: (name: string, secret: string) => write(store, { name, secret, limitBytes }),
    remove: async (name: string) => {
      const wasThere = await store.delete(name);
      await removeParts(store, name, null);
      return wasThere;
    },
    names: async (): Promise<readonly string[]> => {
      const names = [...new Set(await store.list())].filter((name) => !name.includes(separator));
      const isThere = await Promise.all(names.map(async (name) => (await store.get(name)) !== null));
      return names.filter((_, index) => isThere[index] === true);
    },
  };
}

/** In no name of ours; stands between name, generation and number of a part. */
const separator = '#';
/** How an entry begins that says where the parts are. A secret that begins so is kept in parts, too. */
const mark = 'parts:1:';
const mostParts = 64;
/** Another process may replace the secret between our look at the head and at its parts. */
const attempts = 3;

interface Head {
  readonly generation: string;
  readonly count: number;
  readonly sha256: string;
}

async function read(store: EntryStore, name: string): Promise<string | null> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const entry = await store.get(name);
    if (entry === null || !entry.startsWith(mark)) return entry;
    const whole = await joined(store, name, parseHead(name, entry));
    if (whole !== null) return whole;
  }
  throw new Failure('vault.unavailable', { params: { name }, detail: `parts of ${name} are missing` });
}

/** Null unless every part is there and their sum is what was written. */
async function joined(store: EntryStore, name: string, { generation, count, sha256 }: Head): Promise<string | null> {
  const parts = await Promise.all(Array.from({ length: count }, (_, index) => store.get(partName(name, generation, index))));
  if (parts.some((part) => part === null)) return null;
  const bytes = Buffer.from(parts.join(''), 'base64');
  return digest(bytes) === sha256 ? bytes.toString('utf8') : null;
}

async function write(store: EntryStore, { name, secret, limitBytes }: { name: string; secret: string; limitBytes: number }): Promise<void> {
  if (name.includes(separator)) throw new RangeError(`a name may not hold ${separator}`);
  const isShort = Buffer.byteLength(secret) <= limitBytes && !secret.startsWith(mark);
  const generation = isShort ? null : await writeParts(store, { name, secret, limitBytes });
  if (isShort) await store.set(name, secret);
  await removeParts(store, name, generation);
}

/** Answers the generation that now counts. */
async function writeParts(
  store: EntryStore,
  { name, secret, limitBytes }: { name: string; secret: string; limitBytes: number },
): Promise<string> {
  const bytes = Buffer.from(secret);
  const text = bytes.toString('base64');
  const count = Math.ceil(text.length / limitBytes);
  if (count > mostParts) throw new Failure('vault.too-large', { params: { name } });
  const generation = randomBytes(8).toString('hex');
  for (let index = 0; index < count; index += 1)
    await store.set(partName(name, generation, index), text.slice(index * limitBytes, (index + 1) * limitBytes));
  await store.set(name, `${mark}${generation}:${count}:${digest(bytes)}`);
  return generation;
}

async function removeParts(store: EntryStore, name: string, kept: string | null): Promise<void> {
  const own = `${name}${separator}`;
  const parts = (await store.list()).filter(
    (entry) => entry.startsWith(own) && (kept === null || !entry.startsWith(`${own}${kept}${separator}`)),
  );
  for (const part of parts) await store.delete(part);
}

function partName(name: string, generation: string, index: number): string {
  return [name, generation, index].join(separator);
}

function parseHead(name: string, entry: string): Head {
  const [, generation = '', count = '', sha256 = ''] = /^parts:1:([0-9a-f]{16}):([1-9]\d?):([0-9a-f]{64})$/.exec(entry) ?? [];
  if (sha256 === '') throw new Failure('vault.unavailable', { params: { name }, detail: `the entry ${name} is damaged` });
  return { generation, count: Number(count), sha256 };
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
