/** X6, B19: orders for one phone over a running engine, from the command line to the rehearsal Exchange. */
import { afterEach, describe, expect, it } from 'vitest';
import type { DeviceView } from '../../shared/control/contract.ts';
import { type EngineStage, raiseEngineStage } from '../builders/engine-stage.ts';
import type { ExchangeProfile } from '../simulators/exchange/versions.ts';

let stage: EngineStage;

afterEach(() => stage.stop());

/** A running engine that knows every phone; three of them, each with an id and a name of its own. */
async function knowing(profile: ExchangeProfile): Promise<readonly [DeviceView, DeviceView, DeviceView]> {
  stage = await raiseEngineStage({ devices: 20, exchange: { profile } });
  stage.configure(100, 'observe');
  const { connection } = await stage.start();
  await connection.call('syncFull', {});
  const { devices } = await connection.call('devices', {});
  // An id is always of such letters; a name is whatever its phone says.
  const isAlone = (value: string) =>
    /^[A-Za-z0-9][\w ']*$/.test(value) &&
    devices.flatMap(({ deviceId, name }) => [deviceId, name]).filter((one) => one === value).length === 1;
  const [first, second, third] = devices.filter(({ deviceId, name }) => isAlone(deviceId) && isAlone(name));
  if (first === undefined || second === undefined || third === undefined) throw new Error('the world has too few phones of their own');
  return [first, second, third];
}

async function order(...args: readonly string[]) {
  const { output, ended } = stage.spawn(args);
  return { exit: await ended, said: output() };
}

/** What Exchange was ordered, each with its parameters. */
function ordered(): readonly { readonly cmdlet: string; readonly parameters: Readonly<Record<string, unknown>> }[] {
  return stage.rehearsal.requestLog
    .entries()
    .flatMap((entry) => (entry.side === 'exchange' && /^(Clear|Remove)-(Mobile|ActiveSync)Device$/.test(entry.cmdlet) ? [entry] : []))
    .map(({ cmdlet, parameters }) => ({ cmdlet, parameters }));
}

const failed = 1;

describe('an order for one phone, over a running engine (X6, B19)', { timeout: 180_000 }, () => {
  it('is carried out once its name or id is typed back, and before that it only says what would happen to the phone', async () => {
    const [first, second, third] = await knowing('2016');

    const asked = await order('wipe', first.deviceId);
    const wrong = await order('wipe', first.deviceId, '--confirm', second.name);
    const untouched = ordered();
    const wiped = await order('wipe', first.name, '--confirm', first.name);
    const ofAccount = await order('wipe', second.deviceId, '--account-only', '--confirm', second.deviceId);
    stage.configure(100, 'observe', 'nl');
    const forgotten = await order('forget', third.deviceId, '--confirm', third.name, '--mailbox', third.address);
    const again = await order('forget', third.deviceId, '--confirm', third.deviceId);

    expect([asked.exit, wrong.exit, wiped.exit, ofAccount.exit, forgotten.exit, again.exit]).toEqual([failed, failed, 0, 0, 0, failed]);
    expect(asked.said).toContain('At its next contact with Exchange the phone erases everything on it, photos and private data too.');
    expect(asked.said).toContain('This cannot be undone.');
    for (const { said } of [asked, wrong]) expect(said).toContain('device.unconfirmed');
    expect(untouched).toEqual([]);
    expect(wiped.said).toContain(`${first.deviceId}) of ${first.address} erases itself at its next contact with Exchange.`);
    expect(ofAccount.said).toContain(`${second.deviceId}) of ${second.address} removes this mailbox at its next contact with Exchange.`);
    expect(forgotten.said).toContain(`${third.deviceId}) op ${third.address} niet meer. De gegevens blijven op de telefoon.`);
    expect(again.said).toContain('exchange.not-found');
    const [wipe, account, forget, ...more] = ordered();
    expect(more).toEqual([]);
    expect(wipe?.cmdlet).toBe('Clear-MobileDevice');
    expect(wipe?.parameters).not.toHaveProperty('AccountOnly');
    expect(account).toMatchObject({ cmdlet: 'Clear-MobileDevice', parameters: { AccountOnly: true } });
    expect(forget?.cmdlet).toBe('Remove-MobileDevice');
    expect(new Set([wipe, account, forget].map((one) => one?.parameters['Identity'])).size).toBe(3);
  });

  it('of the account alone is refused by Exchange 2010 with its cause, and nothing is erased instead', async () => {
    const [phone] = await knowing('2010-sp3');

    const refused = await order('wipe', phone.deviceId, '--account-only', '--confirm', phone.deviceId);
    const untouched = ordered();
    const wiped = await order('wipe', phone.deviceId, '--confirm', phone.deviceId);

    expect([refused.exit, wiped.exit]).toEqual([failed, 0]);
    expect(refused.said).toContain('exchange.command-missing');
    expect(refused.said).toContain('Clear-MobileDevice -AccountOnly');
    expect(untouched).toEqual([]);
    expect(ordered()).toMatchObject([{ cmdlet: 'Clear-ActiveSyncDevice' }]);
  });
});
