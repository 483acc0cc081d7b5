/** Get-ExchangeServer, Set-ADServerSettings, and what a session may run. */
import { stableGuid } from '../../world/random.ts';
import { displayVersions, type ExchangeServer, serverRoles } from '../versions.ts';
import { type CmdletCall, cmdlet, type Properties } from './cmdlet.ts';
import { bool, identity, text, texts, toggle } from './parameter.ts';

export const getExchangeServer = cmdlet({
  name: 'Get-ExchangeServer',
  defaultSet: 'Identity',
  parameters: [identity({ sets: ['Identity'] }), text('Domain', { sets: ['Domain'] }), toggle('Status')],
  *run(call) {
    const asked = call.parameters.text('Identity')?.toLowerCase();
    const named = call.servers.filter(({ name, fqdn }) => name.toLowerCase() === asked || fqdn === asked);
    for (const server of named.length === 0 ? call.servers : named) {
      yield { object: { type: 'Microsoft.Exchange.Data.Directory.Management.ExchangeServer', properties: serverProperties(call, server) } };
    }
  },
});

function serverProperties(call: CmdletCall, server: ExchangeServer): Properties {
  const { world } = call.exchange.organization;
  const group = 'Servers,CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Administrative Groups';
  return {
    Identity: server.name,
    Guid: stableGuid(world.seed, `server ${server.name}`),
    Name: server.name,
    DistinguishedName: call.directory.configurationName(`${server.name},CN=${group}`),
    Fqdn: server.fqdn,
    Domain: world.domain,
    Site: `${world.domain}/Configuration/Sites/${server.site}`,
    ServerRole: serverRoles[server.version],
    IsClientAccessServer: true,
    IsMailboxServer: true,
    IsEdgeServer: false,
    Edition: 'Enterprise',
    AdminDisplayVersion: displayVersions[server.version],
    // The least version that may manage the object, the same for all of them (exchange.md 2.6).
    ExchangeVersion: '0.1 (8.0.535.0)',
    OrganizationId: '',
  };
}

export const setAdServerSettings = cmdlet({
  name: 'Set-ADServerSettings',
  parameters: [
    bool('ViewEntireForest'),
    text('PreferredServer'),
    text('PreferredGlobalCatalog'),
    text('ConfigurationDomainController'),
    texts('SetPreferredDomainControllers'),
  ],
  *run(call) {
    // One domain is the whole forest here, so there is no scope to widen; the value must still be one that Exchange would take.
    call.parameters.flag('ViewEntireForest');
  },
});
