/**
 * Reading every partnership through our gateway (records parsed and checked in Node) against the bare pipeline in the same
 * PowerShell: `Invoke-Command { Get-MobileDevice | Select-Object ... } | Out-Null`, which throws everything away.
 */
import { type Benchmark, median, rounded, seconds } from './benchmark.ts';
import { countOf, type ExchangeStage, openGateway, raiseExchange } from './exchange-stage.ts';

const devices = 20_000;
const rounds = 3;
const properties =
  'Guid,DistinguishedName,DeviceId,FriendlyName,DeviceType,DeviceModel,DeviceOS,DeviceUserAgent,DeviceAccessState,DeviceAccessStateReason,FirstSyncTime';
const bareRead = `Invoke-Command -Session $session -ScriptBlock { Get-MobileDevice -ResultSize Unlimited -ActiveSync | Select-Object -Property ${properties} } | Out-Null`;

export const exchangeRead: Benchmark = async () => {
  const stage = await raiseExchange(devices);
  try {
    const ours: number[] = [];
    const bare: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const [bareMilliseconds = Number.NaN] = await stage.statementsTake(bareRead);
      bare.push(devices / (bareMilliseconds / 1000));
      ours.push(devices / (await ourSeconds(stage)));
    }
    const ratio = rounded(median(ours.map((rate, round) => rate / (bare[round] ?? Number.NaN))));
    return {
      name: 'exchange-read',
      ratio,
      aim: 0.9,
      floor: 0.75,
      detail: { devices, rounds, oursPerSecond: Math.round(median(ours)), barePerSecond: Math.round(median(bare)) },
    };
  } finally {
    await stage.rehearsal.stop();
  }
};

/** Mailboxes first, as in a synchronization: only the reading of devices is timed. */
async function ourSeconds({ rehearsal, password }: ExchangeStage): Promise<number> {
  const { signal } = new AbortController();
  const gateway = await openGateway(rehearsal.exchange.url, password, signal);
  await countOf(gateway.readMailboxes(signal));
  const taken = await seconds(async () => {
    const read = await countOf(gateway.readDevices(signal));
    if (read !== devices) throw new Error(`read ${read} of ${devices} devices`);
  });
  await gateway.close();
  return taken;
}
