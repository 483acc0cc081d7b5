/**
 * Whatever stands in a value arrives as it is and executes nothing. A sample here; all hundred thousand texts by
 * `EXCHANGE_CONNECTOR_INJECTIONS=100000 npm test -- test/contract/exchange-injection.test.ts`.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cmdlet, cmdlets } from '../../engine/adapters/exchange-powershell/cmdlets.ts';
import { ExchangeConnection } from '../../engine/adapters/exchange-powershell/connection.ts';
import type { ParameterValue } from '../../engine/adapters/exchange-powershell/requests.ts';
import { mailboxRecord } from '../../engine/adapters/exchange-powershell/schema.ts';
import { ExchangeSession } from '../../engine/adapters/exchange-powershell/session.ts';
import { toAppError } from '../../shared/errors.ts';
import { systemClock } from '../../shared/host/clock.ts';
import { hostileTexts } from '../simulators/world/hostile-texts.ts';
import { opener, powershells, type Stage, scripts, setStage } from './exchange-fixture.ts';

const patience = AbortSignal.timeout(3_600_000);
const wanted = Number(process.env['EXCHANGE_CONNECTOR_INJECTIONS'] ?? 2000);
/** Texts of one call: a list takes them one by one, a parameter for one text takes them as one. */
const atOnce = 500;
const firstSeed = 20_261_128;

/** Pieces that mean something to PowerShell, to our lines, to XML or to a terminal, put together at random. */
function generated(canary: string): fc.Arbitrary<string> {
  const attack = `[System.IO.File]::WriteAllText('${canary}','x')`;
  const pieces = [`$(${attack})`, `';${attack};'`, `";${attack};"`, `\`;${attack}`, `&{${attack}}`, '\nEND 1 0 ok\n', 'BEGIN 2', '_x000A_'];
  const piece = fc.oneof(
    fc.constantFrom(...pieces, ...hostileTexts),
    fc.constantFrom("'", '"', '`', '$', ';', '\u2019', '\u201D', '\r\n', '\u2028', ',', '-', '+', ' ', '@{', '}', '|', '&'),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
  );
  return fc.array(piece, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''));
}

/** Only a Guid may leave as one of these. */
const guidsOnly: ReadonlySet<string> = new Set(['Identity', 'Mailbox']);
const lists: ReadonlySet<string> = new Set(['ActiveSyncAllowedDeviceIDs', 'ActiveSyncBlockedDeviceIDs']);
/** Never a text, whatever is configured. */
const truths: ReadonlySet<string> = new Set(['ViewEntireForest']);
const unnamed = new Set<Cmdlet>([cmdlets.setSettings, cmdlets.addRule]);

/** Every cmdlet of ours with each parameter that it is given. */
const passed = Object.values<Cmdlet>(cmdlets).flatMap((cmdlet) => cmdlet.parameters.map((parameter) => ({ cmdlet, parameter })));
const texts = passed.filter(({ parameter }) => !guidsOnly.has(parameter) && !lists.has(parameter) && !truths.has(parameter));

/** What else the cmdlet must be given, chosen so that nothing comes of the call: arriving is all that it is for. */
function company(cmdlet: Cmdlet, guid: string): Readonly<Record<string, ParameterValue>> {
  if (cmdlet === cmdlets.addRule) return { QueryString: 'Q', Characteristic: 'DeviceModel', AccessLevel: 'Nothing of the kind' };
  const isChange = /^(Set|Clear|Remove)-/.test(cmdlet.names[0]);
  return isChange && !unnamed.has(cmdlet) ? { Identity: guid } : {};
}

describe.each(powershells())('injection through every value, on $name', { timeout: 3_600_000 }, ({ path }) => {
  let stage: Stage;
  let connection: ExchangeConnection;
  let folder: string;
  let canary: string;
  let mailbox: string;
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

  beforeAll(async () => {
    stage = await setStage(20);
    folder = mkdtempSync(join(tmpdir(), 'exchange-injection-'));
    canary = join(folder, 'executed');
    mailbox = stage.organization.people().at(-1)?.mailboxGuid ?? '';
    const options = { type: 'on-premises', server: stage.simulator.servers[0] ?? '', scripts, opener, powershell: path } as const;
    connection = new ExchangeConnection({ ...options, environment: environment(), clock: systemClock, log });
    await connection.open(stage.credentials, patience);
  });
  afterAll(async () => {
    await connection.close();
    await stage.simulator.stop();
    rmSync(folder, { recursive: true });
  });

  function environment() {
    return { ...process.env, EXCHANGE_CONNECTOR_REHEARSAL_URL: stage.simulator.url };
  }

  /** `wanted` texts in batches, each with its seed. */
  function* batches(): Generator<{ readonly seed: number; readonly batch: readonly string[] }> {
    for (let done = 0; done < wanted; done += atOnce) {
      const seed = firstSeed + done;
      yield { seed, batch: fc.sample(generated(canary), { numRuns: atOnce, seed }).map((text, index) => `${text}#${index}`) };
    }
  }

  /** Each hostile text alone, then all generated ones, as many together as in a batch. */
  function* single(): Generator<string> {
    yield* hostileTexts;
    for (const { batch } of batches()) yield batch.join('\u2029');
  }

  function lastSent(cmdlet: RegExp) {
    const last = stage.requests.entries().findLast((entry) => entry.side === 'exchange' && cmdlet.test(entry.cmdlet));
    return last?.side === 'exchange' ? last.parameters : {};
  }

  it.each([...lists])(`${wanted} texts arrive unchanged in %s, one by one, and nothing of them is executed`, async (list) => {
    const properties = ['Guid', 'DistinguishedName', 'DisplayName', 'PrimarySmtpAddress', ...lists];
    const read = async () => {
      const call = { cmdlet: cmdlets.mailboxes, parameters: { Identity: mailbox }, properties };
      const [record] = await connection.ask('mailbox', call, mailboxRecord, patience);
      return (list === 'ActiveSyncAllowedDeviceIDs' ? record?.allowed : record?.blocked) ?? [];
    };
    const write = (add: readonly string[], remove: readonly string[]) =>
      connection.run({ cmdlet: cmdlets.setMailbox, parameters: { Identity: mailbox, [list]: { add, remove } } }, patience);

    const before = await read();
    for (const { seed, batch } of batches()) {
      await write(batch, []);
      expect([...(await read())].toSorted(), `seed ${seed}`).toEqual([...before, ...batch].toSorted());
      await write([], batch);
      expect(existsSync(canary), `seed ${seed}`).toBe(false);
    }
    expect(await read()).toEqual(before);
  });

  it.each(texts.map(({ cmdlet, parameter }) => ({ cmdlet, parameter, name: cmdlet.names[0] })))(
    '$name -$parameter is given each text unchanged, and nothing of it is executed',
    async ({ cmdlet, parameter }) => {
      const guid = '00000000-0000-4000-8000-00000000dead';
      for (const text of single()) {
        const parameters = { ...company(cmdlet, guid), [parameter]: text };
        await connection.run({ cmdlet, parameters }, patience).catch((thrown: unknown) => {
          expect(toAppError(thrown).code).toMatch(/^exchange\.(command-failed|not-found)$/);
        });
        expect(lastSent(new RegExp(`^${cmdlet.names.join('$|^')}$`))[parameter]).toBe(text);
      }
      expect(existsSync(canary)).toBe(false);
    },
  );

  it('no text leaves as an identity: only a Guid does', async () => {
    const asked = stage.requests.entries().length;
    for (const { cmdlet, parameter } of passed.filter(({ parameter: name }) => guidsOnly.has(name))) {
      for (const text of [...hostileTexts, '', '*', '00000000-0000-0000-0000-000000000000', `${mailbox} `.repeat(2)]) {
        await expect(connection.run({ cmdlet, parameters: { [parameter]: text } }, patience)).rejects.toThrow('exchange.command-failed');
      }
    }
    expect(stage.requests.entries()).toHaveLength(asked);
  });

  it('user names, passwords and server names are given unchanged to whoever judges them', async () => {
    const module = join(scripts, 'ExchangeConnector.psm1');
    const process = { path, folder: scripts, environment: environment() };
    const session = new ExchangeSession({ process, module, opener, server: 'any', clock: systemClock, log, onPace: () => undefined });
    await session.start(patience);
    const [server = ''] = stage.simulator.servers;
    const choices = ['session.ConnectionUri=http://any/'];
    for (const text of single()) {
      const open = (host: string, user: string, password: string) => session.open([host, 'on-premises', choices, user, password], patience);

      await expect(open(text, 'CONTOSO\\any', 'any')).rejects.toThrow('exchange.server-unknown');
      expect(lastSent(/^New-PSSession$/)).toMatchObject({ server: text });
      await expect(open(server, text, 'any')).rejects.toThrow('exchange.access-denied');
      // PowerShell itself refuses a user name with several of these.
      const user = text.replaceAll(/[\\@]/g, '');
      await expect(open(server, user, 'any')).rejects.toThrow('exchange.access-denied');
      expect(lastSent(/^New-PSSession$/)).toMatchObject({ user });
      await expect(open(server, stage.credentials.user, text)).rejects.toThrow('exchange.access-denied');
    }
    await session.close();
    expect(existsSync(canary)).toBe(false);
  });

  it.each([
    ['\u2019\'"`$(1)`0 \uD83D\uDCF1', 'CONTOSO\\conn$(x)or'],
    ['_x0000_ %n;|&\r\n', 'CONTOSO\\\u0130\u0131\u00DF'],
  ])('the password %j of %j opens a session', async (password, user) => {
    const odd = await setStage(20, {}, [{ user, password }]);
    const gateway = odd.gateway(path);
    expect((await gateway.connect({ user, password }, patience)).server).toBe(odd.simulator.servers[0]);
    await gateway.close();
    await odd.simulator.stop();
  });
});
