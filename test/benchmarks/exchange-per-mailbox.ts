/**
 * Our read of everything (mailboxes with their lists, and all devices) against the usual script, which asks mailbox by mailbox.
 *
 * That script is `Export-PhoneReport.ps1`, unchanged, of the form in which administrators pass such reports around: it lists the mailboxes
 * that have a partnership, whole objects, and asks of each one Get-Mailbox and Get-ActiveSyncDeviceStatistics. Such scripts run in the
 * Exchange Management Shell or after Import-PSSession, so the cmdlets are proxy functions here too (`Import-Proxies.ps1`), in the session
 * of an administrator. The list is timed in whole; the rest for a sample of its mailboxes, evenly spread, scaled to all: each costs two
 * calls, whatever their number. Start-up of neither counts, and the script runs once for a few mailboxes before it is timed.
 *
 * The simulator does not open mailboxes as a real server must for their statistics; what that would add is told apart and is not in the ratio.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../rehearsal/stage.ts';
import { type Benchmark, rounded, seconds } from './benchmark.ts';
import { countOf, type ExchangeStage, openGateway, raiseExchange } from './exchange-stage.ts';

const devices = 20_000;
const sampled = 300;
const warming = 60;
const leastTimes = 20;
/** Of a real server, by inference only (exchange.md 3: 2 to 10). */
const inferredMailboxesPerSecond = 10;

const imported = 'Get-CASMailbox, Get-Mailbox, Get-ActiveSyncDeviceStatistics';
const filter = '"HasActiveSyncDevicePartnership -eq `$true -and -not DisplayName -like \'CAS_{*\'"';

export const exchangePerMailbox: Benchmark = async () => {
  const stage = await raiseExchange(devices);
  try {
    const asked = new Set(stage.rehearsal.organization.phones().map(({ owner }) => owner)).size;
    const script = await scriptSeconds(stage);
    const scriptTakes = script.list + script.sample * (asked / sampled);
    const ourSeconds = await oursTakes(stage);
    return {
      name: 'exchange-per-mailbox',
      ratio: rounded(scriptTakes / ourSeconds),
      aim: leastTimes,
      floor: leastTimes,
      detail: {
        ...{ devices, mailboxes: stage.rehearsal.organization.people().length, asked, sampled },
        ...{ ourSeconds: rounded(ourSeconds), listSeconds: rounded(script.list), scriptSecondsScaled: rounded(scriptTakes) },
        ratioIfStatisticsOpened10MailboxesASecond: rounded((scriptTakes + asked / inferredMailboxesPerSecond) / ourSeconds),
      },
    };
  } finally {
    await stage.rehearsal.stop();
  }
};

async function scriptSeconds({ administratorTakes }: ExchangeStage): Promise<{ readonly list: number; readonly sample: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'ec-bench-'));
  const report = `& '${join(repository, 'test', 'simulators', 'administrator-scripts', 'Export-PhoneReport.ps1')}' -Path '${join(folder, 'report.csv')}'`;
  try {
    const [, list = Number.NaN, , , sample = Number.NaN] = await administratorTakes(
      `& '${join(import.meta.dirname, 'Import-Proxies.ps1')}' -Session $session -Name ${imported}`,
      `$all = @(Get-CASMailbox -ResultSize Unlimited -Filter ${filter})`,
      'function Get-CASMailbox { for ($i = 0; $i -lt $count; $i++) { $all[[math]::Floor($i * $all.Length / $count)] } }',
      `$count = ${warming}; ${report}`,
      `$count = ${sampled}; ${report}`,
    );
    return { list: list / 1000, sample: sample / 1000 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function oursTakes({ rehearsal, password }: ExchangeStage): Promise<number> {
  const { signal } = new AbortController();
  const gateway = await openGateway(rehearsal.exchange.url, password, signal);
  const taken = await seconds(async () => {
    await countOf(gateway.readMailboxes(signal));
    const read = await countOf(gateway.readDevices(signal));
    if (read !== devices) throw new Error(`read ${read} of ${devices} devices`);
  });
  await gateway.close();
  return taken;
}
