import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type DeviceView, deviceViewSchema, type Explanation, explanationSchema } from '../../shared/control/contract.ts';
import { commandLine, type Ended, runProgram, unattendedSetup } from '../rehearsal/programs.ts';
import { raiseStage, rehearsalAccount, type Stage } from '../rehearsal/stage.ts';
import { type ProxyFixture, startProxy } from '../simulators/proxy/proxy.ts';
import { hostileTexts } from '../simulators/world/hostile-texts.ts';
import type { Phone } from '../simulators/world/world.ts';
import { type SearchPlaces, searchEverywhere, secretsOf, watchProcesses } from './canary.ts';
import { type Secrets, searchBytes } from './secret-search.ts';

const since = Date.now();
const data = mkdtempSync(join(tmpdir(), 'ec-canary-'));
const watchFile = join(mkdtempSync(join(tmpdir(), 'ec-watch-')), 'processes.ndjson');
const password = `pw-${randomBytes(16).toString('base64url')}`;
const proxyPassword = `pw-${randomBytes(16).toString('base64url')}`;
let proxy: ProxyFixture;
let stage: Stage;
let places: SearchPlaces;
let secrets: Secrets;
let output = '';
/** What the command line said of the hostile phones while the engine ran. */
const told: { readonly phone: Phone; readonly listed: DeviceView | undefined; readonly explained: readonly Explanation[] }[] = [];
/** Each explanation is a program of its own; this many of the hostile phones are asked about, those that try to execute something among them. */
const explainedPhones = 8;

const trace = join(data, 'executed');
/** Each would leave a file behind if anything on its way executed it. */
const executable = [
  `$([IO.File]::WriteAllText('${trace}','x'))`,
  `\`touch ${trace}\``,
  `"; [IO.File]::WriteAllText('${trace}','x'); "`,
  `'; [IO.File]::WriteAllText('${trace}','x'); '`,
];

async function exchangeConnector(...args: readonly string[]): Promise<readonly unknown[]> {
  return jsonLines((await runProgram(commandLine, [...args, '--json'], stage.environment)).output);
}

async function askAboutHostilePhones(): Promise<void> {
  const listed = z.array(deviceViewSchema).parse(await exchangeConnector('devices'));
  const phones = stage.rehearsal.organization.phones().filter((phone) => [...hostileTexts, ...executable].includes(phone.friendlyName));
  for (const phone of phones.slice(-explainedPhones)) {
    told.push({
      phone,
      listed: listed.find((view) => view.deviceId === phone.easDeviceId && view.name === phone.friendlyName),
      explained: z.array(explanationSchema).parse(await exchangeConnector('explain', phone.easDeviceId)),
    });
  }
}

/** The command line prints one object a line, or one array. */
function jsonLines(text: string): readonly unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => z.union([z.array(z.unknown()), z.unknown().transform((one) => [one])]).parse(JSON.parse(line)));
}

async function install(): Promise<Ended> {
  const answers = join(data, 'answers.json');
  const { address, password: notificationPassword } = stage.notification;
  writeFileSync(
    answers,
    JSON.stringify({
      exchange: { type: 'on-premises', server: stage.server, user: rehearsalAccount },
      newBlockLimitPercent: 100,
      proxy: { server: proxy.server, port: proxy.port, user: 'proxyuser' },
      notification: { address },
      secrets: { 'exchange-password': 'input', 'proxy-password': 'input', 'notification-password': 'input' },
    }),
  );
  return runProgram(
    unattendedSetup,
    ['install', '--answers', answers, '--json'],
    stage.environment,
    JSON.stringify({ 'exchange-password': password, 'proxy-password': proxyPassword, 'notification-password': notificationPassword }),
  );
}

beforeAll(async () => {
  const watch = await watchProcesses(watchFile);
  stage = await raiseStage({ data, devices: 120, seed: 7, exchangePassword: password });
  proxy = await startProxy({ mode: 'basic', user: 'proxyuser', password: proxyPassword });
  for (const [owner, friendlyName] of executable.entries()) {
    stage.rehearsal.organization.addPhone({ owner, friendlyName, model: friendlyName, userAgent: friendlyName });
  }
  const installed = await install();
  output = installed.output + installed.problems;
  expect(installed.code, output).toBe(0);
  secrets = await secretsOf(stage, { password, proxyPassword });
  await askAboutHostilePhones();
  await runProgram(unattendedSetup, ['stop'], stage.environment);
  await stage.rehearsal.stop();
  await proxy.stop();
  places = { folders: [data], since, except: [stage.accountCertificate, watchFile], processes: await watch.stop() };
});

afterAll(() => rmSync(data, { recursive: true, force: true }));

describe('secrets of an installation and its first synchronization (I3)', () => {
  it('are in no file, log, request log, argument, environment or output', () => {
    const result = searchEverywhere(secrets, places);

    process.stdout.write(`canary: ${result.files} files and ${result.processes} processes searched, ${result.findings.length} findings\n`);
    expect(result.findings).toEqual([]);
    expect(searchBytes(Buffer.from(output), 'output', secrets)).toEqual([]);
    expect(proxy.counts().opened).toBeGreaterThan(0);
    expect(result.processes).toBeGreaterThan(5);
  });

  it('were watched where they matter: the engine, PowerShell and its endpoint ran under watch', () => {
    expect(places.processes).toContain('engine.cjs');
    expect(places.processes).toContain('-NoExit');
    expect(places.processes).toContain('.pssc');
  });

  it.each(['file', 'argument', 'environment'])('would be found: a leak put in on purpose (%s) is red', async (kind) => {
    const leakFile = join(data, 'leak.log');
    const leakWatch = await watchProcesses(`${watchFile}.${kind}`);
    if (kind === 'file') writeFileSync(leakFile, `opened the session with ${password}`);
    const leaky = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 400)', ...(kind === 'argument' ? [password] : [])], {
      env: { ...process.env, ...(kind === 'environment' ? { LEAK: password } : {}) },
    });
    await once(leaky, 'close');
    const processes = await leakWatch.stop();
    const result = searchEverywhere(secrets, { ...places, except: [...places.except, `${watchFile}.${kind}`], processes });
    rmSync(leakFile, { force: true });
    rmSync(`${watchFile}.${kind}`);

    expect(result.findings.map((finding) => finding.secret)).toContain('password');
  });
});

describe('texts that a phone chose (X2)', () => {
  it('reach the list of devices, explain and the store unchanged', () => {
    expect(told.length).toBe(explainedPhones);
    const store = new DatabaseSync(join(data, 'connector', 'state.db'), { readOnly: true });
    const stored = textsIn(store);
    for (const { phone, listed, explained } of told) {
      expect(listed, phone.friendlyName).toMatchObject({ name: phone.friendlyName, model: phone.model, system: phone.system });
      expect(explained.map((one) => one.device.name)).toContain(phone.friendlyName);
      expect(stored.some((text) => text === phone.friendlyName || text.includes(JSON.stringify(phone.friendlyName)))).toBe(true);
    }
  });

  it('are never executed on their way', () => {
    expect(existsSync(trace)).toBe(false);
  });
});

/** Every text in every row of every table; some hold JSON. */
function textsIn(store: DatabaseSync): readonly string[] {
  const names = z
    .array(z.object({ name: z.string().regex(/^\w+$/) }))
    .parse(store.prepare("select name from sqlite_schema where type = 'table'").all());
  const rows = names.flatMap(({ name }) => store.prepare(`select * from ${name}`).all());
  return rows.flatMap((row) => Object.values(row).filter((value) => typeof value === 'string'));
}
