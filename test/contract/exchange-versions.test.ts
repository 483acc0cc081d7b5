/** One suite for every version of Exchange, over each PowerShell found; one session for each version. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Pace } from '../../engine/adapters/exchange-powershell/pace.ts';
import type { EasDevice } from '../../engine/domain/exchange.ts';
import type { ExchangeFacts, ExchangeGateway } from '../../engine/ports/exchange-gateway.ts';
import { easDeviceIdSchema, mailboxGuidSchema } from '../../shared/ids.ts';
import { hostileTexts } from '../simulators/world/hostile-texts.ts';
import { collect, opener, powershells, type Stage, setStage } from './exchange-fixture.ts';
import { runScript } from './powershell-script.ts';

const patience = AbortSignal.timeout(600_000);
const sites = ['Default-First-Site-Name', 'Default-First-Site-Name'];
/** `server`: which of the organization's servers is asked. In a mixed one it must be the newest, which shows the devices of all. */
const kinds = [
  { title: '2010 SP3', kind: { profile: '2010-sp3' }, server: 0, version: '14.3', sites },
  { title: '2013', kind: { profile: '2013' }, server: 0, version: '15.0', sites },
  { title: '2016', kind: { profile: '2016' }, server: 0, version: '15.1', sites },
  { title: '2019', kind: { profile: '2019' }, server: 0, version: '15.2', sites },
  { title: 'SE', kind: { profile: 'se' }, server: 0, version: '15.2', sites },
  { title: 'mixed', kind: { profile: 'mixed' }, server: 2, version: '15.1', sites: [sites[0], 'Rotterdam', sites[0]] },
  { title: '2016 in Dutch', kind: { profile: '2016', culture: 'nl-NL' }, server: 1, version: '15.1', sites },
  { title: '2010 SP3 in Dutch', kind: { profile: '2010-sp3', culture: 'nl-NL' }, server: 0, version: '14.3', sites },
] as const;
const everywhere = powershells().flatMap(({ name, path }) => kinds.map((kind, index) => ({ name, path, index, ...kind })));

describe.each(everywhere)(
  'Exchange $title on $name',
  { timeout: 180_000 },
  ({ path, index, kind, server, version, sites: expectedSites }) => {
    const paces: Pace[] = [];
    let stage: Stage;
    let gateway: ExchangeGateway;
    let facts: ExchangeFacts;

    beforeAll(async () => {
      stage = await setStage(40, kind);
      gateway = stage.gateway(path, { server: stage.simulator.servers[server] ?? '', onPace: (pace) => paces.push(pace) });
      facts = await gateway.connect(stage.credentials, patience);
    });

    afterAll(async () => {
      await gateway.close();
      expect(stage.simulator.sessions()).toBe(0);
      await stage.simulator.stop();
    });

    function writes(cmdlet: RegExp): number {
      return stage.requests.entries().filter((entry) => entry.side === 'exchange' && cmdlet.test(entry.cmdlet)).length;
    }

    async function anyDevice(isFit: (device: EasDevice) => boolean = () => true) {
      const device = (await collect(gateway.readDevices(patience))).find(isFit);
      if (device === undefined) throw new Error('no device');
      return device;
    }

    it('X1, Q8: tells its version, the site of each server, and that no right is missing', () => {
      expect(facts.version).toMatch(new RegExp(`^${version.replace('.', '\\.')}\\.`));
      expect(facts.servers.map(({ site }) => site)).toEqual(expectedSites);
      expect(facts).toMatchObject({ missingCommands: [], missingRights: [], roleScript: null });
    });

    it('X2: reads mailboxes, devices, recipients, kinds of devices and policies whole', async () => {
      const people = stage.organization.people().length;

      expect(await collect(gateway.readMailboxes(patience))).toHaveLength(people);
      expect(await collect(gateway.readDevices(patience))).toHaveLength(stage.organization.phones().length);
      const recipients = await collect(gateway.readRecipients(patience));
      expect(recipients.filter(({ type }) => type === 'UserMailbox').length).toBeGreaterThanOrEqual(people);
      expect(recipients.every(({ address, addresses }) => addresses.includes(address))).toBe(true);
      expect((await gateway.readDeviceClasses(patience)).length).toBeGreaterThan(0);
      expect((await gateway.readMailboxPolicies(patience)).filter(({ isDefault }) => isDefault)).toHaveLength(1);
    });

    it('X2: reads the devices of one mailbox, and the statistics of one device', async () => {
      const device = await anyDevice();
      const all = await collect(gateway.readDevices(patience));

      const own = await gateway.readDevicesOf(device.mailbox, patience);
      expect(own).toEqual(expect.arrayContaining(all.filter(({ mailbox }) => mailbox === device.mailbox)));
      expect(own.every(({ mailbox }) => mailbox === device.mailbox)).toBe(true);
      expect(await gateway.readStatistics(device, patience)).toMatchObject({ guid: device.guid, deviceId: device.deviceId });
    });

    it('X2: reads only what changed, whether or not the server knows the filter', async () => {
      const future = new Date(Date.now() + 3_600_000);

      expect(await collect(gateway.readChangedDevices(new Date(0), patience))).toHaveLength(stage.organization.phones().length);
      expect(await collect(gateway.readChangedDevices(future, patience))).toEqual([]);
      expect(await collect(gateway.readChangedMailboxes(new Date(0), patience))).toHaveLength(stage.organization.people().length);
      expect(await collect(gateway.readChangedMailboxes(future, patience))).toEqual([]);
    });

    it('X6, B9: tells failures by their codes and delays by their figures, in whatever language Exchange says them', async () => {
      const [cmdlet, count] = ['Get-ActiveSyncDeviceAccessRule', 1];
      const effects = [
        [
          { kind: 'throttle', milliseconds: 4200 },
          { code: 'exchange.throttled', params: { seconds: 5 } },
        ],
        [{ kind: 'session-death', after: 0 }, { code: 'exchange.session-lost' }],
      ] as const;
      stage.simulator.faults.add({ side: 'exchange', match: cmdlet, skip: 0, count, effect: { kind: 'micro-delay', milliseconds: 345 } });
      await gateway.readRules(patience);
      expect(paces).toEqual([{ delayed: 345 }]);
      for (const [effect, error] of effects) {
        stage.simulator.faults.add({ side: 'exchange', match: cmdlet, skip: 0, count, effect });
        await expect(gateway.readRules(patience)).rejects.toMatchObject({ error });
      }
      await expect(gateway.connect({ ...stage.credentials, password: 'wrong' }, patience)).rejects.toThrow('exchange.access-denied');
      facts = await gateway.connect(stage.credentials, patience);
    });

    it('X3: sets the default level once, and not again', async () => {
      const { defaultLevel } = await gateway.readRules(patience);
      const other = defaultLevel === 'block' ? 'allow' : 'block';
      const before = writes(/^Set-ActiveSyncOrganizationSettings$/);
      await gateway.setDefaultLevel(other, patience);
      await gateway.setDefaultLevel(other, patience);

      expect((await gateway.readRules(patience)).defaultLevel).toBe(other);
      expect(writes(/^Set-ActiveSyncOrganizationSettings$/)).toBe(before + 1);
      await gateway.setDefaultLevel(defaultLevel, patience);
    });

    it('X3: makes, changes and removes its own rule, with any text as the query, and touches no other', async () => {
      const before = await gateway.readRules(patience);
      const query = hostileTexts[index] ?? '';
      const made = await gateway.addRule({ characteristic: 'DeviceModel', query, level: 'block' }, patience);
      expect(made).toMatchObject({ query, level: 'block' });
      await expect(gateway.addRule({ characteristic: 'DeviceModel', query, level: 'allow' }, patience)).rejects.toThrow(
        'exchange.rule-foreign',
      );
      const changed = await gateway.changeRule(made, 'quarantine', patience);
      await expect(gateway.removeRule(made, patience)).rejects.toThrow('exchange.rule-foreign');
      await gateway.removeRule(changed, patience);
      await expect(gateway.removeRule(changed, patience)).rejects.toThrow('exchange.rule-foreign');

      expect(await gateway.readRules(patience)).toEqual(before);
    });

    it('X3: assigns a mailbox policy once, and goes back to the default', async () => {
      const [policy] = await gateway.readMailboxPolicies(patience);
      const mailbox = mailboxGuidSchema.parse(stage.organization.people()[0]?.mailboxGuid);
      const before = writes(/^Set-CASMailbox$/);
      await gateway.assignMailboxPolicy({ mailbox, policy: policy?.guid ?? '' }, patience);
      await gateway.assignMailboxPolicy({ mailbox, policy: policy?.guid ?? '' }, patience);
      expect(writes(/^Set-CASMailbox$/)).toBe(before + 1);
      await gateway.assignMailboxPolicy({ mailbox, policy: null }, patience);

      expect(writes(/^Set-CASMailbox$/)).toBe(before + 2);
    });

    it('X6: orders a wipe for exactly one phone, of the account alone from Exchange 2016 on', async () => {
      // Phones of Windows know no wipe of the account alone.
      const device = await anyDevice((candidate) => !/windows/i.test(candidate.system));
      const isOld = version === '14.3' || version === '15.0';
      const order = gateway.wipe({ device, scope: 'account' }, patience);
      if (isOld) await expect(order).rejects.toThrow('exchange.command-missing');
      else await order;
      const accountWipe = (await gateway.readStatistics(device, patience)).accountWipe.requested;
      expect(accountWipe === null).toBe(isOld);
      await gateway.wipe({ device, scope: 'device' }, patience);

      expect((await gateway.readStatistics(device, patience)).wipe.requested).not.toBeNull();
      const all = await collect(gateway.readDevices(patience));
      const others = all.filter(({ guid }) => guid !== device.guid).slice(0, 3);
      for (const other of others) expect((await gateway.readStatistics(other, patience)).wipe.requested).toBeNull();
    });

    it('B19: forgets one partnership, and none at all when its Guid is unknown or of another phone', async () => {
      const device = await anyDevice();
      const count = (await collect(gateway.readDevices(patience))).length;
      const stranger = { guid: '00000000-0000-4000-8000-00000000dead', deviceId: device.deviceId };
      await expect(gateway.forget(stranger, patience)).rejects.toThrow('exchange.not-found');
      await expect(gateway.wipe({ device: stranger, scope: 'device' }, patience)).rejects.toThrow('exchange.not-found');
      await expect(gateway.forget({ ...device, deviceId: easDeviceIdSchema.parse('Other') }, patience)).rejects.toThrow(
        'exchange.not-found',
      );
      await expect(gateway.forget({ ...device, guid: '' }, patience)).rejects.toThrow('exchange.command-failed');
      expect(await collect(gateway.readDevices(patience))).toHaveLength(count);
      await gateway.forget(device, patience);

      expect((await collect(gateway.readDevices(patience))).map(({ guid }) => guid)).not.toContain(device.guid);
      expect(await collect(gateway.readDevices(patience))).toHaveLength(count - 1);
    });
  },
);

describe.each(powershells())('rights of the account on $name (Q8)', { timeout: 180_000 }, ({ path }) => {
  it.each(['2010-sp3', 'se'] as const)(
    'an account of Exchange %s that lacks three is told exactly those, and the script cures it',
    async (profile) => {
      const isOld = profile === '2010-sp3';
      const poor = {
        user: 'CONTOSO\\poor',
        password: randomBytes(18).toString('base64url'),
        denied: ['Get-Recipient', 'Set-CASMailbox -ActiveSyncBlockedDeviceIDs', 'Clear-MobileDevice', 'Clear-ActiveSyncDevice'],
      };
      const administrator = { user: 'CONTOSO\\boss', password: randomBytes(18).toString('base64url'), isAdministrator: true };
      const stage = await setStage(20, { profile }, [poor, administrator]);
      const folder = mkdtempSync(join(tmpdir(), 'exchange-rights-'));
      const gateway = stage.gateway(path);
      const { missingRights, missingCommands, roleScript } = await gateway.connect(poor, patience);
      await gateway.close();

      expect(missingRights).toEqual([
        { cmdlet: 'Set-CASMailbox', parameters: ['ActiveSyncBlockedDeviceIDs'] },
        { cmdlet: 'Clear-ActiveSyncDevice', parameters: [] },
        { cmdlet: 'Get-Recipient', parameters: [] },
      ]);
      expect(missingCommands).toEqual(['Set-CASMailbox -ActiveSyncBlockedDeviceIDs']);
      expect(roleScript).toContain(isOld ? '\\Clear-ActiveSyncDevice' : '\\Clear-MobileDevice');
      const script = join(folder, 'rights.ps1');
      writeFileSync(script, roleScript ?? '');
      const run = {
        powershell: path,
        script: join(import.meta.dirname, 'run-as-administrator.ps1'),
        parameters: { Opener: opener, Server: stage.simulator.servers[0] ?? '', User: administrator.user, Script: script },
        environment: { EXCHANGE_CONNECTOR_REHEARSAL_URL: stage.simulator.url },
        input: administrator.password,
      };
      expect(await runScript(run)).toContain('the script ran');
      expect(await gateway.connect(poor, patience)).toMatchObject({ missingRights: [], missingCommands: [], roleScript: null });
      await gateway.close();
      await stage.simulator.stop();
      rmSync(folder, { recursive: true });
    },
  );
});
