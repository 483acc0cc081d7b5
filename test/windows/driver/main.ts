/** Runs inside Wine, on Windows Node: does what its argument names and writes down what it found, for the tests outside. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closedNetwork } from './closed-network.ts';
import { hostFacts } from './host-facts.ts';
import { proxySettings } from './proxy-settings.ts';
import { service } from './service.ts';

const scenarios: Readonly<Record<string, () => Promise<unknown>>> = {
  service,
  'host-facts': hostFacts,
  'proxy-settings': proxySettings,
  'closed-network': closedNetwork,
};

async function main(): Promise<void> {
  const name = process.argv[2] ?? '';
  const scenario = scenarios[name];
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  writeFileSync(join(import.meta.dirname, `${name}.json`), JSON.stringify(await scenario()));
}

main().then(
  () => process.exit(0),
  (thrown: unknown) => {
    process.stdout.write(`${thrown instanceof Error ? `${thrown.stack} ${JSON.stringify(thrown)}` : String(thrown)}\n`);
    process.exit(1);
  },
);
