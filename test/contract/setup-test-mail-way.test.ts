/** W4: which way set-up tells the engine's program to send the test mail: before an installation what the pages say. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SetUp } from '../../electron/setup/set-up.ts';
import { renderConfiguration } from '../../shared/config/configuration.ts';
import type { IpcParsed } from '../../shared/ipc/contract.ts';
import { mailInputSchema } from '../../shared/setup/engine-verbs.ts';
import { leastFiles, writeBundle } from '../builders/engine-bundle.ts';
import { setupHostAt } from '../builders/setup-host.ts';

const secrets = { 'notification-password': 'of the mailbox', 'proxy-password': 'of the proxy' };
const notification = { address: 'intune@contoso.com' };
const proxy = { server: 'proxy.contoso.com', port: 8080, user: 'svc' };

let home: string;
let setUp: SetUp;
let configurationPath: string;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'ec-mail-way-'));
  const { host } = setupHostAt(join(home, 'connector'), secrets);
  configurationPath = host.places.configuration;
  const bundlePath = join(home, 'engine-bundle.zip');
  // Keeps what it is given and says that the mail was sent.
  const sent = JSON.stringify({ kind: 'sent', to: notification.address, webServices: 'https://mail.contoso.com/' });
  const program = { path: 'node', content: `#!/bin/sh\n/bin/cat > '${join(home, 'input')}'\necho '${sent}'\n`, executable: true };
  await writeBundle(bundlePath, { files: [program, ...leastFiles.filter(({ path }) => path !== 'node')] });
  const nobody = (): void => undefined;
  const listener = { setup: nobody, signIn: nobody, hop: nobody, preview: nobody };
  setUp = new SetUp({ host: { ...host, bundlePath }, listener, version: '1.0.0', openPage: async () => undefined });
});

afterEach(async () => {
  await setUp.close();
  rmSync(home, { recursive: true, force: true });
});

/** What the engine's program was given. */
async function given(way: IpcParsed<'sendTestMail'>['way']) {
  expect(await setUp.testing.testMail({ notification, way }, 'nl')).toMatchObject({ kind: 'sent' });
  return mailInputSchema.parse(JSON.parse(readFileSync(join(home, 'input'), 'utf8')));
}

describe('the test mail of set-up', () => {
  it('goes the way of the pages, with the password of their proxy, while nothing is installed', async () => {
    expect(await given({ proxy, type: 'hosted' })).toMatchObject({
      notification,
      notificationPassword: 'of the mailbox',
      proxy,
      proxyPassword: 'of the proxy',
      exchangeType: 'hosted',
      language: 'nl',
    });
  });

  it('gets no password for a proxy that asks for no user', async () => {
    expect(await given({ proxy: 'system', type: 'hosted' })).toMatchObject({ proxy: 'system', proxyPassword: null });
  });

  it('goes the way of the pages also where another one is configured, and else the one that is configured', async () => {
    const old = { exchangeType: 'hosted', exchangeServer: 'https://outlook.contoso.com/', exchangeUser: 'CONTOSO\\svc' } as const;
    const rest = { newBlockLimitPercent: 10, language: 'en', proxy: 'http://old.contoso.com:3128' } as const;
    mkdirSync(dirname(configurationPath), { recursive: true });
    writeFileSync(configurationPath, renderConfiguration({ ...old, ...rest }, null));

    expect(await given({ proxy: null, type: 'on-premises' })).toMatchObject({ proxy: null, exchangeType: 'on-premises' });
    expect(await given(null)).toMatchObject({ proxy: { server: 'old.contoso.com', port: 3128 }, exchangeType: 'hosted' });
  });
});
