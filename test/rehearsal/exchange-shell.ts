/**
 * `npm run exchange-shell -- --url URL [--server NAME] [--user NAME]`: an administrator's PowerShell at the simulated Exchange of a running
 * rehearsal. The password is the first line of standard input. With pwsh it is a console of its own.
 */
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { parseArgs } from 'node:util';
import { administratorAccount } from '../simulators/rehearsal.ts';
import { type Attachment, attachToExchange, hasConsole, startConsole, startStatements } from './exchange-attachment.ts';

const usage = 'npm run exchange-shell -- --url URL [--server cas1] [--user CONTOSO\\administrator]; npm start prints the URL';

async function main(): Promise<void> {
  const options = {
    url: { type: 'string' },
    server: { type: 'string', default: 'cas1' },
    user: { type: 'string', default: administratorAccount },
  } as const;
  const { url, server, user } = parseArgs({ options }).values;
  if (url === undefined) throw new TypeError(usage);
  const powershell = process.env['EXCHANGE_CONNECTOR_POWERSHELL'] ?? 'pwsh';
  const input = createInterface({ input: process.stdin });
  const lines = input[Symbol.asyncIterator]();
  process.stdout.write(`Password of ${user} (shown by npm start): `);
  const { value: password = '' } = await lines.next();
  try {
    await serve({ powershell, attachment: await attachToExchange({ url, server, user, password }) }, input, lines);
  } finally {
    input.close();
  }
}

interface Seat {
  readonly powershell: string;
  readonly attachment: Attachment;
}

async function serve({ powershell, attachment }: Seat, input: Interface, lines: AsyncIterator<string>): Promise<void> {
  try {
    if (!hasConsole(powershell)) return await converse(powershell, attachment, lines);
    input.close();
    await once(startConsole(powershell, attachment), 'close');
  } finally {
    await attachment.detach();
  }
}

async function converse(powershell: string, attachment: Attachment, lines: AsyncIterator<string>): Promise<void> {
  const shell = startStatements(powershell, attachment);
  process.stdout.write(`\nThe cmdlets of Exchange are there; one line is one statement, "exit" ends. Try: Get-CASMailbox -ResultSize 2\n`);
  for (;;) {
    process.stdout.write('PS> ');
    const { value, done } = await lines.next();
    if (done === true || value.trim() === 'exit') break;
    if (value.trim() !== '') await shell.run(value, (text) => process.stdout.write(`${text}\n`));
  }
  await shell.end();
}

try {
  await main();
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = thrown instanceof TypeError ? 2 : 1;
}
