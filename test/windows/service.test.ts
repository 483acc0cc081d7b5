/** Must show: the real engine bundle as a Windows service, from installing to removing, by set-up's own steps. */
import { cpSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ownersAnswerSchema, serviceFactsSchema } from '../../shared/setup/windows-verbs.ts';
import { bundleForWine, notShown, Wine, whyNoWine } from './wine.ts';

const values = z.record(z.string(), z.string());
const tracesSchema = z.object({
  files: z.array(z.string()),
  service: z.boolean(),
  eventSource: z.boolean(),
  setupVault: z.array(z.string()),
  engineVault: z.array(z.string()),
});
const reportSchema = z.object({
  failed: z.string(),
  undoMilliseconds: z.number(),
  afterFailure: tracesSchema,
  running: z.object({
    service: serviceFactsSchema,
    registry: values,
    eventSource: values,
    records: z.array(z.string()),
    owners: ownersAnswerSchema,
    status: z.object({ state: z.string(), pid: z.number(), secrets: z.record(z.string(), z.boolean()) }),
    owner: z.number(),
    certificateBytes: z.number(),
    certificateIsSame: z.boolean(),
    passwordIsSame: z.boolean(),
    names: z.array(z.string()),
    engineVault: z.array(z.string()),
    setupVault: z.array(z.string()),
    keysAreSame: z.boolean(),
    adoptedAgain: z.string(),
    foundWithoutKey: z.string(),
    event: z.string(),
  }),
  stopped: z.object({
    didRun: z.boolean(),
    milliseconds: z.number(),
    state: z.string(),
    exitCode: z.number(),
    startedAgain: z.string(),
  }),
  intruder: z.object({
    found: z.string(),
    start: z.string(),
    heardHello: z.boolean(),
    heardSecret: z.boolean(),
  }),
  broken: z.object({ start: z.string(), exitCode: z.number(), specificExitCode: z.number() }),
  previousLayout: z.string().nullable(),
  afterUninstall: tracesSchema,
});
type Report = z.infer<typeof reportSchema>;

const missing = whyNoWine();
const nothing = { service: false, eventSource: false, setupVault: [], engineVault: [] };
/** The wait hint that the service gives the service manager. */
const waitHintMilliseconds = 15_000;

describe('the service under Wine', () => {
  const wine = new Wine('service');
  let report: Report | null = null;
  const found = (): Report => reportSchema.parse(report);

  beforeAll(async () => {
    if (missing !== null) return;
    const bundle = await bundleForWine();
    await wine.boot(bundle);
    cpSync(bundle.zipFile, wine.at('driver', 'engine-bundle.zip'));
    report = reportSchema.parse(await wine.drive('service', 280_000));
    const [undo, stop] = [report.undoMilliseconds, report.stopped.milliseconds].map(Math.round);
    process.stdout.write(`${notShown}\na whole installation taken back in ${undo} ms, the service stopped in ${stop} ms\n`);
  }, 400_000);
  afterAll(() => wine.remove());

  const shows = (sentence: string, work: () => void) =>
    it(sentence, (context) => {
      if (missing !== null) context.skip(missing);
      work();
    });

  shows('I4 an installation that fails at its end leaves no file, service, event source or vault entry', () => {
    expect(found().failed).toBe('exchange.unreachable');
    expect(found().afterFailure).toEqual({ ...nothing, files: [] });
  });

  shows('I2 the service is registered under its name, with a quoted path, for its own virtual account, and runs', () => {
    const { service, registry } = found().running;
    expect(service).toMatchObject({ state: 'running', account: 'NT SERVICE\\WIEC' });
    expect(service.binaryPath).toMatch(
      /^"C:\\connector\\program\\engine-[^"]+\\node\.exe" "[^"]+\\engine\.cjs" service --home "C:\\connector"$/,
    );
    expect(registry).toMatchObject({ displayname: 'Microsoft Intune Exchange Connector Service', start: '0x2' });
    expect(registry['description']).toMatch(/enrolled and compliant/);
  });

  shows('I2 the engine itself says over the named pipe that it is healthy', () => {
    expect(found().running.status).toMatchObject({ state: 'idle', secrets: { exchangePassword: true, accountCertificate: true } });
  });

  shows("the pipe's server is the service's process, by Windows' word", () => {
    const { owner, service, status } = found().running;
    expect([owner, status.pid]).toEqual([service.pid, service.pid]);
  });

  shows('the engine keeps the key that it adopted, takes no other, and is found without a key by an administrator who has none', () => {
    const { keysAreSame, adoptedAgain, foundWithoutKey } = found().running;
    expect(keysAreSame).toBe(true);
    expect(adoptedAgain).toMatch(/^channel\.owner-unproven/);
    expect(foundWithoutKey).toBe('ours');
  });

  shows('I3 a certificate of 3.5 kB goes through the engine into Credential Manager in parts, and is read back exactly', () => {
    const { certificateBytes, certificateIsSame, passwordIsSame, names, engineVault } = found().running;
    expect(certificateBytes).toBeGreaterThan(3_400);
    expect([certificateIsSame, passwordIsSame]).toEqual([true, true]);
    expect(names).toEqual(['account-certificate', 'control-key', 'exchange-password']);
    expect(engineVault.filter((name) => name.startsWith('account-certificate#'))).toHaveLength(2);
  });

  shows("I3 of the administrator's own copies only the key stays", () => {
    expect(found().running.setupVault).toEqual(['control-key']);
  });

  shows('M2 the event source is registered with a message file, and an event is taken', () => {
    expect(found().running.eventSource).toEqual({
      eventmessagefile: expect.stringMatching(/System32\\EventCreate\.exe$/i),
      typessupported: '0x7',
    });
    expect(found().running.event).toBe('none');
  });

  shows('I2 it stops within its wait hint, ends well, and starts again with the key out of its own vault', () => {
    const { didRun, milliseconds, state, exitCode, startedAgain } = found().stopped;
    expect({ didRun, state, exitCode, startedAgain }).toEqual({ didRun: true, state: 'stopped', exitCode: 0, startedAgain: 'ours' });
    expect(milliseconds).toBeLessThan(waitHintMilliseconds);
  });

  shows('a process that serves the channel first is foreign, and hears neither the key nor a secret from set-up', () => {
    const { found: who, start, heardHello, heardSecret } = found().intruder;
    expect([who, heardHello, heardSecret]).toEqual(['foreign', true, false]);
    // On Windows the engine itself finds the pipe taken; Wine lets it serve beside the intruder, and then the proof fails.
    expect(start).toMatch(/^(channel\.owner-unproven process \d+ serves it|engine\.start-failed .*engine\.already-running)/s);
  });

  shows('an engine that cannot start tells the service manager its own exit code, and set-up its last words', () => {
    const { start, exitCode, specificExitCode } = found().broken;
    expect(start).toMatch(/^engine\.start-failed stopped, exit code 1066, of the engine 1 .*store\.failed/s);
    expect([exitCode, specificExitCode]).toEqual([1066, 1]);
  });

  shows('I1 the record of the installed engine is all that stays in the folder of set-up', () => {
    expect(found().running.records).toEqual(['engine.json']);
  });

  shows('P3 Windows tells who owns a folder and who asks, in numbers, and of a folder that is not there nothing', () => {
    const { owners, self } = found().running.owners;
    expect(self).toMatch(/^S-1-5-/);
    expect(owners).toEqual([expect.stringMatching(/^S-1-5-/), expect.stringMatching(/^S-1-5-/), null]);
  });

  shows('I6 uninstalling, here with the record where earlier it was kept, leaves no file, service, event source or vault entry', () => {
    expect(found().previousLayout).toMatch(/^C:\\connector\\program\\engine-/);
    expect(found().afterUninstall).toEqual({ ...nothing, files: [] });
  });
});
