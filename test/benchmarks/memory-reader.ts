/** As the engine does, reads all devices at the address that is given, the password from standard input; says how many there were and the highest resident memory in kilobytes. */
import { text } from 'node:stream/consumers';
import { boundYoungGeneration } from '../../engine/young-generation.ts';
import { countOf, openGateway } from './exchange-stage.ts';

boundYoungGeneration();
const [, , url = ''] = process.argv;
const { signal } = new AbortController();
const gateway = await openGateway(url, await text(process.stdin), signal);
await countOf(gateway.readMailboxes(signal));
const read = await countOf(gateway.readDevices(signal));
await gateway.close();
process.stdout.write(`${read} ${process.resourceUsage().maxRSS}\n`);
