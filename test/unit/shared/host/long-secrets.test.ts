import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EntryStore, longSecrets } from '../../../../shared/host/long-secrets.ts';

const limitBytes = 160;

class Killed extends Error {}

/** A store whose process dies before its `life`-th change; entries are changed whole or not at all. */
function storeOf(entries: Map<string, string>, life = Number.POSITIVE_INFINITY): EntryStore {
  let changes = 0;
  const live = (): void => {
    changes += 1;
    if (changes > life) throw new Killed();
  };
  return {
    get: async (name) => entries.get(name) ?? null,
    set: async (name, value) => {
      live();
      if (Buffer.byteLength(value) > limitBytes) throw new Error(`an entry of ${Buffer.byteLength(value)} bytes`);
      entries.set(name, value);
    },
    delete: async (name) => {
      live();
      return entries.delete(name);
    },
    // Credential Manager lists by a prefix: entries of another service stand in between.
    list: async () => [...entries.keys(), 'of-another-service', 'secret', 'secret#of#another'],
  };
}

const secrets = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  fc.string({ unit: 'grapheme', minLength: 150, maxLength: 900 }),
  fc.string({ maxLength: 30 }).map((text) => `parts:1:${text}`),
);

describe('I3 secrets longer than an entry of Credential Manager', () => {
  it('every secret is read back exactly, shown under one name, and no entry is larger than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(secrets, { minLength: 1, maxLength: 5 }), async (written) => {
        const entries = new Map<string, string>();
        const vault = longSecrets(storeOf(entries), limitBytes);
        for (const secret of written) await vault.write('secret', secret);
        expect(await vault.read('secret')).toBe(written.at(-1));
        expect(await vault.names()).toEqual(['secret']);
        const generations = new Set([...entries.keys()].map((name) => name.split('#')[1]));
        expect(generations.size).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('killed between any two changes, the old secret or the new one is read, whole, and the next write leaves nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(secrets, secrets, fc.nat({ max: 24 }), async (before, after, life) => {
        const entries = new Map<string, string>();
        await longSecrets(storeOf(entries), limitBytes).write('secret', before);
        await ignoreKill(longSecrets(storeOf(entries, life), limitBytes).write('secret', after));
        const vault = longSecrets(storeOf(entries), limitBytes);
        expect([before, after]).toContain(await vault.read('secret'));
        await vault.write('secret', 'short');
        expect([...entries]).toEqual([['secret', 'short']]);
      }),
      { numRuns: 300 },
    );
  });

  it('removal takes every part, also when it was killed before and is done again', async () => {
    await fc.assert(
      fc.asyncProperty(secrets, fc.nat({ max: 12 }), async (secret, life) => {
        const entries = new Map<string, string>();
        await longSecrets(storeOf(entries), limitBytes).write('secret', secret);
        await ignoreKill(longSecrets(storeOf(entries, life), limitBytes).remove('secret'));
        expect([null, secret]).toContain(await longSecrets(storeOf(entries), limitBytes).read('secret'));
        await longSecrets(storeOf(entries), limitBytes).remove('secret');
        expect(entries.size).toBe(0);
      }),
    );
  });

  it.each(['missing', 'altered'])('a secret with a part %s is refused, never read in pieces', async (harm) => {
    const entries = new Map<string, string>();
    const vault = longSecrets(storeOf(entries), limitBytes);
    await vault.write('secret', 'x'.repeat(500));
    const part = [...entries.keys()].find((name) => name.endsWith('#1')) ?? '';
    if (harm === 'missing') entries.delete(part);
    else entries.set(part, 'AAAA');
    await expect(vault.read('secret')).rejects.toMatchObject({ error: { code: 'vault.unavailable' } });
  });

  it('a head that is not ours is refused', async () => {
    const vault = longSecrets(storeOf(new Map([['secret', 'parts:1:what:ever']])), limitBytes);
    await expect(vault.read('secret')).rejects.toMatchObject({ error: { code: 'vault.unavailable' } });
  });

  it('what does not fit into 64 parts is refused before anything is written', async () => {
    const entries = new Map<string, string>();
    const written = longSecrets(storeOf(entries), limitBytes).write('secret', 'x'.repeat(64 * limitBytes));
    await expect(written).rejects.toMatchObject({ error: { code: 'vault.too-large' } });
    expect(entries.size).toBe(0);
  });

  it('says whether there was something to remove', async () => {
    const vault = longSecrets(storeOf(new Map()), limitBytes);
    await vault.write('secret', 'x'.repeat(500));
    expect(await vault.remove('secret')).toBe(true);
    expect(await vault.remove('secret')).toBe(false);
  });
});

async function ignoreKill(work: Promise<unknown>): Promise<void> {
  await work.catch((thrown: unknown) => {
    if (!(thrown instanceof Killed)) throw thrown;
  });
}
