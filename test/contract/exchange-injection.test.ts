/**
 * Whatever stands in a value arrives as it is and executes nothing. A sample here; all hundred thousand texts by
 * `EXCHANGE_CONNECTOR_INJECTIONS=100000 npm test -- test/contract/exchange-injection.test.ts`.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cmdlets } from '../../engine/adapters/exchange-powershell/cmdlets.ts';
import { ExchangeConnection } from '../../engine/adapters/exchange-powershell/connection.ts';
import { mailboxRecord } from '../../engine/adapters/exchange-powershell/schema.ts';
import { systemClock } from '../../shared/host/clock.ts';
import { hostileTexts } from '../simulators/world/hostile-texts.ts';
import { opener, powershells, scripts, setStage } from './exchange-fixture.ts';

const patience = AbortSignal.timeout(3_600_000);
const wanted = Number(process.env['EXCHANGE_CONNECTOR_INJECTIONS'] ?? 2000);
const atOnce = 500;

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

describe.each(powershells())('injection through every value, on $name', { timeout: 3_600_000 }, ({ path }) => {
  it(`${wanted} texts arrive unchanged, and nothing of them is executed`, async () => {
    const stage = await setStage(20);
    const folder = mkdtempSync(join(tmpdir(), 'exchange-injection-'));
    const canary = join(folder, 'executed');
    const environment = { ...process.env, EXCHANGE_CONNECTOR_REHEARSAL_URL: stage.simulator.url };
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const options = { type: 'on-premises', server: stage.simulator.servers[0] ?? '', scripts, opener, powershell: path } as const;
    const connection = new ExchangeConnection({ ...options, environment, clock: systemClock, log });
    await connection.open(stage.credentials, patience);
    const mailbox = stage.organization.people().at(-1)?.mailboxGuid ?? '';
    const properties = [
      'Guid',
      'DistinguishedName',
      'DisplayName',
      'PrimarySmtpAddress',
      'ActiveSyncAllowedDeviceIDs',
      'ActiveSyncBlockedDeviceIDs',
    ];
    const read = async () => {
      const call = { cmdlet: cmdlets.mailboxes, parameters: { Identity: mailbox }, properties };
      const [record] = await connection.ask('mailbox', call, mailboxRecord, patience);
      return record?.allowed ?? [];
    };
    const write = (add: readonly string[], remove: readonly string[]) =>
      connection.run(
        { cmdlet: cmdlets.setMailbox, parameters: { Identity: mailbox, ActiveSyncAllowedDeviceIDs: { add, remove } } },
        patience,
      );

    const before = await read();
    for (let done = 0; done < wanted; done += atOnce) {
      const seed = 20_261_128 + done;
      const texts = fc.sample(generated(canary), { numRuns: atOnce, seed }).map((text, index) => `${text}#${index}`);
      await write(texts, []);
      expect([...(await read())].toSorted(), `seed ${seed}`).toEqual([...before, ...texts].toSorted());
      await write([], texts);
      expect(existsSync(canary), `seed ${seed}`).toBe(false);
    }
    expect(await read()).toEqual(before);
    await connection.close();
    await stage.simulator.stop();
    rmSync(folder, { recursive: true });
  });
});
