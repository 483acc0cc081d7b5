/** What applies to the whole organization. Each write compares first, writes once, and reads back. */
import { Failure } from '../../../shared/errors.ts';
import type { AccessRule, OrganizationRules } from '../../domain/exchange.ts';
import type { DeviceClass, MailboxPolicy, PolicyAssignment, Recipient } from '../../domain/exchange-organization.ts';
import type { ExchangeOrganization } from '../../ports/exchange-gateway.ts';
import { cmdlets } from './cmdlets.ts';
import type { Call, ExchangeConnection } from './connection.ts';
import { onlyMeant } from './identity.ts';
import { onlyLevel, toRule } from './records.ts';
import { assignmentRecord, classRecord, policyRecord, type RuleRecord, recipientRecord, ruleRecord, settingsRecord } from './schema.ts';

export async function readLevel(connection: ExchangeConnection, signal: AbortSignal): Promise<OrganizationRules['defaultLevel']> {
  return onlyLevel(
    await connection.ask('settings', { cmdlet: cmdlets.settings, properties: ['DefaultAccessLevel'] }, settingsRecord, signal),
  );
}

const ruleProperties = ['Guid', 'Name', 'Characteristic', 'QueryString', 'AccessLevel'];

export function readRuleRecords(connection: ExchangeConnection, signal: AbortSignal): Promise<readonly RuleRecord[]> {
  return connection.ask('rule', { cmdlet: cmdlets.rules, properties: ruleProperties }, ruleRecord, signal);
}

const exchangeLevel = { allow: 'Allow', block: 'Block', quarantine: 'Quarantine' } as const;

export class OrganizationWide implements ExchangeOrganization {
  readonly #connection: ExchangeConnection;

  constructor(connection: ExchangeConnection) {
    this.#connection = connection;
  }

  async *readRecipients(signal: AbortSignal): AsyncIterable<readonly Recipient[]> {
    const properties = ['Guid', 'DisplayName', 'RecipientTypeDetails', 'PrimarySmtpAddress', 'EmailAddresses'];
    const call: Call = { cmdlet: cmdlets.recipients, parameters: { ResultSize: 'Unlimited' }, properties };
    for await (const batch of this.#connection.read('recipient', call, recipientRecord, signal)) {
      yield batch.map((record) => ({
        guid: record.Guid,
        displayName: record.DisplayName,
        type: record.RecipientTypeDetails,
        address: record.PrimarySmtpAddress,
        addresses: record.EmailAddresses.flatMap((address) => (/^smtp:/i.test(address) ? [address.slice('smtp:'.length)] : [])),
      }));
    }
  }

  async readDeviceClasses(signal: AbortSignal): Promise<readonly DeviceClass[]> {
    const call = { cmdlet: cmdlets.classes, properties: ['DeviceType', 'DeviceModel'] };
    const found = await this.#connection.ask('class', call, classRecord, signal);
    return found.map(({ DeviceType: type, DeviceModel: model }) => ({ type, model }));
  }

  async readMailboxPolicies(signal: AbortSignal): Promise<readonly MailboxPolicy[]> {
    const properties = ['Guid', 'Name', 'IsDefault', 'IsDefaultPolicy', 'AllowNonProvisionableDevices'];
    const found = await this.#connection.ask('policy', { cmdlet: cmdlets.policies, properties }, policyRecord, signal);
    return found.map((record) => ({
      guid: record.Guid,
      name: record.Name,
      // Exchange 2010 calls it IsDefaultPolicy (exchange.md 1.4).
      isDefault: record.IsDefault || record.IsDefaultPolicy,
      allowsNonProvisionable: record.AllowNonProvisionableDevices,
    }));
  }

  async setDefaultLevel(level: OrganizationRules['defaultLevel'], signal: AbortSignal): Promise<void> {
    if ((await readLevel(this.#connection, signal)) === level) return;
    await this.#connection.run({ cmdlet: cmdlets.setSettings, parameters: { DefaultAccessLevel: exchangeLevel[level] } }, signal);
    assertWritten((await readLevel(this.#connection, signal)) === level);
  }

  async addRule(rule: Omit<AccessRule, 'name'>, signal: AbortSignal): Promise<AccessRule> {
    if ((await this.#findRule(rule, signal)) !== undefined) throw foreignRule(rule);
    const { characteristic, query, level } = rule;
    const parameters = { QueryString: query, Characteristic: characteristic, AccessLevel: exchangeLevel[level] };
    await this.#connection.run({ cmdlet: cmdlets.addRule, parameters }, signal);
    return await this.#ruleAfterwards(rule, signal);
  }

  async changeRule(rule: AccessRule, level: AccessRule['level'], signal: AbortSignal): Promise<AccessRule> {
    const own = await this.#ownRule(rule, signal);
    if (level === rule.level) return rule;
    await this.#connection.run({ cmdlet: cmdlets.setRule, parameters: { Identity: own.Guid, AccessLevel: exchangeLevel[level] } }, signal);
    return await this.#ruleAfterwards({ ...rule, level }, signal);
  }

  async removeRule(rule: AccessRule, signal: AbortSignal): Promise<void> {
    const own = await this.#ownRule(rule, signal);
    await this.#connection.run({ cmdlet: cmdlets.removeRule, parameters: { Identity: own.Guid, Confirm: false } }, signal);
    assertWritten((await this.#findRule(rule, signal)) === undefined);
  }

  async assignMailboxPolicy({ mailbox, policy }: PolicyAssignment, signal: AbortSignal): Promise<void> {
    const name = policy === null ? null : await this.#policyName(policy, signal);
    if (await this.#isAssigned(mailbox, name, signal)) return;
    const parameters = { Identity: mailbox, ActiveSyncMailboxPolicy: policy };
    await this.#connection.run({ cmdlet: cmdlets.setMailbox, parameters }, signal);
    assertWritten(await this.#isAssigned(mailbox, name, signal));
  }

  async #policyName(guid: string, signal: AbortSignal): Promise<string> {
    const policies = await this.readMailboxPolicies(signal);
    return onlyMeant(policies, (policy) => policy.guid, { wanted: guid, cmdlet: 'Get-MobileDeviceMailboxPolicy' }).name;
  }

  /** A mailbox names its policy by a path in the directory that ends in the policy's name, or by the name alone. */
  async #isAssigned(mailbox: PolicyAssignment['mailbox'], name: string | null, signal: AbortSignal): Promise<boolean> {
    const properties = ['Guid', 'ActiveSyncMailboxPolicy', 'ActiveSyncMailboxPolicyIsDefaulted'];
    const call = { cmdlet: cmdlets.mailboxes, parameters: { Identity: mailbox, ResultSize: '2' }, properties };
    const found = await this.#connection.ask('assignment', call, assignmentRecord, signal);
    const now = onlyMeant(found, (record) => record.Guid, { wanted: mailbox, cmdlet: 'Get-CASMailbox' });
    if (name === null) return now.ActiveSyncMailboxPolicyIsDefaulted;
    const assigned = now.ActiveSyncMailboxPolicy;
    return !now.ActiveSyncMailboxPolicyIsDefaulted && (assigned === name || assigned.endsWith(`/${name}`));
  }

  async #ownRule(rule: AccessRule, signal: AbortSignal): Promise<RuleRecord> {
    const found = await this.#findRule(rule, signal);
    if (found?.AccessLevel !== rule.level || found.Name !== rule.name) throw foreignRule(rule);
    return found;
  }

  async #findRule({ characteristic, query }: Omit<AccessRule, 'name'>, signal: AbortSignal): Promise<RuleRecord | undefined> {
    const records = await readRuleRecords(this.#connection, signal);
    return records.find((record) => record.Characteristic === characteristic && record.QueryString === query);
  }

  async #ruleAfterwards(rule: Omit<AccessRule, 'name'>, signal: AbortSignal): Promise<AccessRule> {
    const found = await this.#findRule(rule, signal);
    if (found === undefined || found.AccessLevel !== rule.level) throw unwritten();
    return toRule(found);
  }
}

function assertWritten(isWritten: boolean): void {
  if (!isWritten) throw unwritten();
}

function unwritten(): Failure {
  return new Failure('sync.write-unconfirmed', { retry: 'later' });
}

function foreignRule({ characteristic, query }: Omit<AccessRule, 'name'>): Failure {
  return new Failure('exchange.rule-foreign', { params: { rule: `${query}(${characteristic})` }, retry: 'administrator' });
}
