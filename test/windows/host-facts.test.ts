/** Facts of a Windows out of its own reg.exe and winhttp.dll: what Wine knows is read, what it does not know stays unknown. */
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

const fixedSchema = z.object({ proxy: z.string(), bypass: z.string() }).nullable();
const settingsSchema = z.object({
  machine: fixedSchema,
  account: z.object({ fixed: fixedSchema, script: z.string().nullable() }),
  isAccountMachineWide: z.boolean(),
});
const proxySchema = z.object({ bare: settingsSchema, ofAccount: settingsSchema, byPolicy: settingsSchema, ofMachine: settingsSchema });

const missing = whyNoWine();

describe('host facts under Wine', () => {
  const wine = new Wine('host-facts');
  let report: z.infer<typeof reportSchema> | null = null;
  let proxies: z.infer<typeof proxySchema> | null = null;
  const found = () => reportSchema.parse(report);
  const foundProxies = () => proxySchema.parse(proxies);

  beforeAll(async () => {
    if (missing !== null) return;
    await wine.boot(await bundleForWine());
    report = reportSchema.parse(await wine.drive('host-facts', 90_000));
    proxies = proxySchema.parse(await wine.drive('proxy-settings', 90_000));
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

  shows('Q5 the proxy of the whole computer, that of the account and its script are told apart, with their exceptions', () => {
    const { bare, ofAccount, byPolicy, ofMachine } = foundProxies();
    const account = {
      fixed: { proxy: 'http=a:80;https=proxy.contoso.test:8080', bypass: '*.contoso.test;<local>' },
      script: 'http://wpad.contoso.test/proxy.pac',
    };
    expect(bare).toEqual({ machine: null, account: { fixed: null, script: null }, isAccountMachineWide: false });
    expect(ofAccount).toEqual({ machine: null, account, isAccountMachineWide: false });
    expect(byPolicy).toEqual({ machine: null, account, isAccountMachineWide: true });
    expect(ofMachine).toEqual({ machine: { proxy: 'proxy.contoso.test:3128', bypass: '<local>' }, account, isAccountMachineWide: true });
  });
});
