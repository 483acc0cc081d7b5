import { describe, expect, it } from 'vitest';
import { openControlKey } from '../../../engine/control-key.ts';
import { Failure } from '../../../shared/errors.ts';
import { memoryVault } from '../../builders/memory-vault.ts';

const [first, second] = ['ab'.repeat(32), 'cd'.repeat(32)];

describe('the key by which the engine proves itself', () => {
  it('that was given at the start counts, and is not kept', async () => {
    const vault = memoryVault({ 'control-key': second });
    expect((await openControlKey(first, vault)).current()).toBe(first);
    expect(vault.content()).toEqual({ 'control-key': second });
  });

  it('that was adopted once is there at the next start, and no other is taken', async () => {
    const vault = memoryVault();
    const key = await openControlKey(null, vault);
    expect(key.current()).toBeNull();
    await key.adopt(first);
    const next = await openControlKey(null, vault);
    expect(next.current()).toBe(first);
    await expect(next.adopt(second)).rejects.toMatchObject({ error: { code: 'channel.owner-unproven' } });
    expect(next.current()).toBe(first);
  });

  it('is taken once when two come at the same time', async () => {
    const key = await openControlKey(null, memoryVault());
    const ends = await Promise.allSettled([key.adopt(first), key.adopt(second)]);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(key.current()).toBe(first);
  });

  it('that the vault does not take is not adopted', async () => {
    const locked = { ...memoryVault(), write: () => Promise.reject(new Failure('vault.locked')) };
    const key = await openControlKey(null, locked);
    await expect(key.adopt(first)).rejects.toMatchObject({ error: { code: 'vault.locked' } });
    expect(key.current()).toBeNull();
  });

  it('is none when the vault does not answer at the start', async () => {
    const locked = { ...memoryVault(), read: () => Promise.reject(new Failure('vault.locked')) };
    expect((await openControlKey(null, locked)).current()).toBeNull();
  });

  it('that is forgotten is not in the vault any more', async () => {
    const vault = memoryVault();
    const key = await openControlKey(null, vault);
    await key.adopt(first);
    await key.forget();
    expect(vault.content()).toEqual({});
  });
});
