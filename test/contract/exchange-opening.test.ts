/** What the script that opens a session is given, over a real PowerShell: proxies, and servers that send us on (W2, F1, exchange.md 2.1 and 2.4). */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createExchangeGateway } from '../../engine/adapters/exchange-powershell/gateway.ts';
import { defaultSettings, type SessionSettings } from '../../engine/adapters/exchange-powershell/session-choices.ts';
import type { ExchangeCredentials } from '../../engine/ports/exchange-gateway.ts';
import { systemClock } from '../../shared/host/clock.ts';
import { powershells, scripts } from './exchange-fixture.ts';

const account = { user: 'CONTOSO\\connector', password: 'pass \u2019 $(x) word' };
const proxy = { user: 'CONTOSO\\pr\u00F6xy', password: '\uD83D\uDCF1 "secret" `n' };
const hashed = ({ user, password }: typeof account) => `${user}:${createHash('sha256').update(password).digest('base64')}`;

describe.each(powershells())('opening a hosted Exchange with $name', { timeout: 180_000 }, ({ path }) => {
  function connect(server: string, settings: Partial<SessionSettings>, credentials: ExchangeCredentials = account): Promise<unknown> {
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const gateway = createExchangeGateway({
      ...{ type: 'hosted', server, scripts, opener: join(import.meta.dirname, 'telling-opener.ps1'), powershell: path },
      ...{ environment: process.env, clock: systemClock, log: quiet, settings: { ...defaultSettings, ...settings } },
    });
    return gateway.connect(credentials, AbortSignal.timeout(120_000));
  }
  const told = (...parts: readonly string[]) => ({
    error: { code: 'exchange.unreachable', detail: expect.stringMatching(parts.map(literally).join('.*')) },
  });

  it('gives who signs in to the proxy that WinRM goes through, and how', async () => {
    await expect(connect('mail.hosted.example', { proxyAccess: 'WinHttpConfig' }, { ...account, proxy })).rejects.toMatchObject(
      told(
        `account ${hashed(account)}`,
        `proxy ${hashed(proxy)}`,
        'option.ProxyAccessType=WinHttpConfig',
        'option.ProxyAuthentication=Negotiate',
      ),
    );
  });

  it.each([null, 'NoProxyServer'] as const)('gives no proxy anything when none is gone through (%s)', async (proxyAccess) => {
    await expect(connect('mail.hosted.example', { proxyAccess }, { ...account, proxy })).rejects.toMatchObject(
      told(`account ${hashed(account)}`, 'proxy nobody', 'option.ProxyAccessType=NoProxyServer'),
    );
  });

  it('goes to where the server sends us on, below a domain that is allowed', async () => {
    await expect(connect('first.hosted.example', { redirectSuffixes: ['hosted.example'] })).rejects.toMatchObject(
      told('at https://second.hosted.example/powershell-liveid/', `account ${hashed(account)}`),
    );
  });

  it('does not go, and shows nobody the password, when no domain is allowed', async () => {
    await expect(connect('first.hosted.example', {})).rejects.toMatchObject({
      error: { code: 'exchange.redirect-refused', detail: 'Sent on to second.hosted.example.' },
    });
  });
});

function literally(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}
