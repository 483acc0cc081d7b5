/** Facts of a Windows out of its own reg.exe: what Wine knows is read, what it does not know stays unknown. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bundleForWine, Wine, whyNoWine } from './wine.ts';

const reportSchema = z.object({
  facts: z.object({
    platform: z.string(),
    release: z.string(),
    memoryBytes: z.number(),
    freeDiskBytes: z.number().nullable(),
    windows: z.record(z.string(), z.unknown()),
  }),
  absent: z.string(),
  unreadable: z.string(),
});

const missing = whyNoWine();

describe('host facts under Wine', () => {
  const wine = new Wine('host-facts');
  let report: z.infer<typeof reportSchema> | null = null;
  const found = () => reportSchema.parse(report);

  beforeAll(async () => {
    if (missing !== null) return;
    await wine.boot(await bundleForWine());
    report = reportSchema.parse(await wine.drive('host-facts', 90_000));
    process.stdout.write(`facts of this Wine: ${JSON.stringify(report.facts)}\n`);
  }, 180_000);
  afterAll(() => wine.remove());

  const shows = (sentence: string, work: () => void) =>
    it(sentence, (context) => {
      if (missing !== null) context.skip(missing);
      work();
    });

  shows('Q1 product name and build come out of the registry', () => {
    const { windows, release, platform } = found().facts;
    expect(platform).toBe('win32');
    expect(windows['productName']).toMatch(/Windows/);
    expect(String(windows['build'])).toBe(release.split('.')[2]);
  });

  shows('what this Windows does not have is none by proof, and what it does not tell is unknown', () => {
    const { windows } = found().facts;
    expect(windows['dotnet']).toBe('none');
    expect(windows['powershell']).toBe('none');
    expect(windows['role']).toBe(null);
    expect(windows['userPolicy']).toEqual({ forced: null });
  });

  shows('a key in a listed parent that does not show it is absent, a key that reg.exe refuses is unreadable', () => {
    expect([found().absent, found().unreadable]).toEqual(['absent', 'unreadable']);
  });
});
