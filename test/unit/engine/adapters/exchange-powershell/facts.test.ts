import { describe, expect, it } from 'vitest';
import {
  assertSupported,
  connectedServer,
  exchangeServers,
  organizationOf,
  plainVersion,
} from '../../../../../engine/adapters/exchange-powershell/facts.ts';
import type { ServerRecord } from '../../../../../engine/adapters/exchange-powershell/schema.ts';

const server: ServerRecord = {
  record: 'server',
  Name: 'CAS1',
  Fqdn: 'cas1.contoso.test',
  AdminDisplayVersion: 'Version 15.1 (Build 2507.6)',
  ServerRole: 'Mailbox',
  IsClientAccessServer: false,
  IsEdgeServer: false,
  Site: 'contoso.test/Configuration/Sites/Default-First-Site-Name',
  DistinguishedName:
    'CN=CAS1,CN=Servers,CN=Group,CN=Administrative Groups,CN=Con\\, toso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=contoso,DC=test',
};
describe('facts about Exchange', () => {
  it.each([
    ['Version 15.1 (Build 2507.6)', '15.1.2507.6'],
    ['Version 14.3 (Build 123.4)', '14.3.123.4'],
    ['15.2.2562.17', '15.2.2562.17'],
  ])('reads the version %s', (text, version) => {
    expect(plainVersion(text)).toBe(version);
  });

  it('refuses a server without a version', () => {
    expect(() => plainVersion('new')).toThrow('exchange.reply-invalid');
  });

  it.each(['14.2.247.5', '8.3.83.6'])('does not support %s', (version) => {
    expect(() => assertSupported(version, 'cas1')).toThrow('exchange.version-unsupported');
  });

  it.each(['14.3.123.4', '15.0.1497.2', '15.2.2562.17', '16.0.1.1'])('supports %s', (version) => {
    expect(() => assertSupported(version, 'cas1')).not.toThrow();
  });

  it('takes client access from the property, the role, or the version, and leaves Edge servers out', () => {
    const old = { ...server, AdminDisplayVersion: 'Version 15.0 (Build 1497.2)' };
    const records = [
      server,
      old,
      { ...old, IsClientAccessServer: true },
      { ...old, ServerRole: 'Mailbox, ClientAccess' },
      { ...server, IsEdgeServer: true },
    ];

    expect(exchangeServers(records).map((found) => found.isClientAccess)).toEqual([true, false, true, true]);
  });

  it('knows the server we are connected to by FQDN, by name, and by an alias only as one with client access, and where each stands', () => {
    const servers = exchangeServers([
      { ...server, AdminDisplayVersion: 'Version 15.0 (Build 1.1)' },
      { ...server, Name: 'CAS2', Fqdn: 'cas2.contoso.test' },
    ]);

    expect(servers[0]?.site).toBe('Default-First-Site-Name');
    expect(connectedServer(servers, 'CAS1.contoso.test').name).toBe('CAS1');
    expect(connectedServer(servers, 'cas2').name).toBe('CAS2');
    expect(connectedServer(servers, 'mail.contoso.test').name).toBe('CAS2');
  });

  it('reads the organization out of the distinguished name of a server', () => {
    expect(organizationOf([server])).toBe('Con, toso');
    expect(() => organizationOf([{ ...server, DistinguishedName: 'CN=CAS1' }])).toThrow('exchange.reply-invalid');
  });
});
