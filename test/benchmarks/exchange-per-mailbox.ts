/**
 * Our read of everything (mailboxes with their lists, and all devices) against the usual script, which asks statistics mailbox by mailbox.
 * The script is run for a sample of mailboxes and its time scaled to all of them: each costs one call, whatever their number. The simulator
 * does not open mailboxes as a real server must, so a real script is slower still.
 */
import { type Benchmark, rounded, seconds } from './benchmark.ts';
import { countOf, openGateway, raiseExchange } from './exchange-stage.ts';

const devices = 20_000;
const sampled = 150;
const leastTimes = 20;

export const exchangePerMailbox: Benchmark = async () => {
  const { rehearsal, password, statementsTake } = await raiseExchange(devices);
  try {
    const { signal } = new AbortController();
    const people = rehearsal.organization.people();
    const addresses = people.slice(0, sampled).map(({ primarySmtpAddress }) => `'${primarySmtpAddress}'`);
    const script = `foreach ($mailbox in ${addresses.join(',')}) { Invoke-Command -Session $session -ScriptBlock { Get-MobileDeviceStatistics -Mailbox $using:mailbox } | Out-Null }`;
    const scriptSeconds = ((await statementsTake(script)) / 1000) * (people.length / sampled);
    const gateway = await openGateway(rehearsal.exchange.url, password, signal);
    const ourSeconds = await seconds(async () => {
      await countOf(gateway.readMailboxes(signal));
      const read = await countOf(gateway.readDevices(signal));
      if (read !== devices) throw new Error(`read ${read} of ${devices} devices`);
    });
    await gateway.close();
    return {
      name: 'exchange-per-mailbox',
      ratio: rounded(scriptSeconds / ourSeconds),
      aim: leastTimes,
      floor: leastTimes,
      detail: { devices, mailboxes: people.length, sampled, ourSeconds: rounded(ourSeconds), scriptSecondsScaled: rounded(scriptSeconds) },
    };
  } finally {
    await rehearsal.stop();
  }
};
