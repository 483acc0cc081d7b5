/** The engine's own set-up, made with Debian's NSIS: installed and removed silently. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makeClosedNetworkSetUp } from '../../build/pack/closed-network.ts';
import { serviceFactsSchema } from '../../shared/setup/windows-verbs.ts';
import { bundleForWine, Wine, whyNoWine } from './wine.ts';

const values = z.record(z.string(), z.string()).nullable();
const reportSchema = z.object({
  installed: z.object({
    code: z.number().nullable(),
    files: z.array(z.string()),
    uninstall: values,
    service: serviceFactsSchema.nullable(),
    eventSource: values,
    owner: z.number().nullable(),
    state: z.string(),
    record: z.unknown(),
    found: z.string(),
  }),
  removed: z.object({
    code: z.number().nullable(),
    program: z.boolean(),
    data: z.boolean(),
    record: z.boolean(),
    uninstall: values,
    service: values,
    eventSource: values,
  }),
});

const missing = whyNoWine();

describe('the closed-network package under Wine', () => {
  const wine = new Wine('closed-network');
  let report: z.infer<typeof reportSchema> | null = null;
  const found = () => reportSchema.parse(report);

  beforeAll(async () => {
    if (missing !== null) return;
    const bundle = await bundleForWine();
    await wine.boot(bundle);
    const folder = wine.at('package');
    await makeClosedNetworkSetUp({
      bundle: bundle.folder,
      folder,
      setUpFile: wine.at('driver', 'ConnectorEngine-1.2.3.exe'),
      version: '1.2.3',
    });
    rmSync(folder, { recursive: true });
    report = reportSchema.parse(await wine.drive('closed-network', 200_000));
  }, 280_000);
  afterAll(() => wine.remove());

  const shows = (sentence: string, work: () => void) =>
    it(sentence, (context) => {
      if (missing !== null) context.skip(missing);
      work();
    });

  shows('installs silently: files, uninstall entry, event source', () => {
    const { code, files, uninstall, eventSource } = found().installed;
    expect(code).toBe(0);
    expect(files).toEqual(expect.arrayContaining(['Uninstall.exe', 'engine.cjs', 'manifest.json', 'node.exe', 'node_modules']));
    expect(uninstall).toMatchObject({ displayversion: '1.2.3', quietuninstallstring: '"C:\\Connector Program\\Uninstall.exe" /S' });
    expect(eventSource).toMatchObject({ eventmessagefile: expect.stringMatching(/EventCreate\.exe$/) });
  });

  shows('the service runs from the folder that was chosen, serves the channel and says that it is not configured yet', () => {
    const { service, owner, state } = found().installed;
    expect(service).toMatchObject({
      state: 'running',
      account: 'NT SERVICE\\WIEC',
      binaryPath: '"C:\\Connector Program\\node.exe" "C:\\Connector Program\\engine.cjs" service',
    });
    expect(owner).toBe(service?.pid);
    expect(state).toBe('not-configured');
  });

  shows('set-up takes it for its own: the record names its version and folder, and the engine that answers is that one', () => {
    const { record, found: engine } = found().installed;
    expect(record).toEqual({ version: '1.2.3', folder: 'C:\\Connector Program' });
    expect(engine).toBe('ours');
  });

  shows('uninstalls silently and leaves no file, service, event source or uninstall entry', () => {
    expect(found().removed).toEqual({
      code: 0,
      program: false,
      data: false,
      record: false,
      uninstall: null,
      service: null,
      eventSource: null,
    });
  });
});
