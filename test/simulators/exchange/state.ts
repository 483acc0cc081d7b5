/** The live state of the simulated Exchange organization: personal lists, rules, policies, the default, and what each phone was last told. */
import { type Journal, openJournal } from '../state-file.ts';
import type { Organization } from '../world/organization.ts';
import { baseDate } from '../world/phones.ts';
import { at } from '../world/random.ts';
import type { Phone } from '../world/world.ts';
import { type AccessVerdict, type DeviceAccessRule, judgeAccess, type ShownAccess } from './access.ts';
import { type Change, changeSchema, keyOf, type MailboxSettings, type OrganizationSettings } from './changes.ts';
import { entriesByMailbox, type ForeignEntry, foreignEntries } from './foreign-entries.ts';
import { type MailboxPolicy, seededPolicies } from './mailbox-policies.ts';
import { afterContact, firstPartnership, type Partnership, seededLastSync } from './partnerships.ts';
import { ReplicatedValues } from './replication.ts';
import { type Roles, seededRoles } from './roles.ts';

export const seededRules: readonly DeviceAccessRule[] = [
  { characteristic: 'DeviceModel', queryString: 'XQ-DQ54', accessLevel: 'Block' },
  { characteristic: 'DeviceOS', queryString: 'Android 12', accessLevel: 'Quarantine' },
  { characteristic: 'DeviceType', queryString: 'WindowsMail', accessLevel: 'Allow' },
  { characteristic: 'UserAgent', queryString: 'Android-Mail/2019.03.03.238200005.Release', accessLevel: 'Block' },
];

/** One mailbox in fifty has ActiveSync switched off. */
const activeSyncOffEvery = 50;

export interface ExchangeStateOptions {
  readonly organization: Organization;
  readonly stateFile?: string | undefined;
  /** Milliseconds after a change of its mailbox at which a phone makes contact by itself; left out: only when told. */
  readonly autoContactMilliseconds?: number | undefined;
  /** So long after its first contact a phone is not judged by rules and default yet (up to 14 minutes); left out: at once. */
  readonly discoveryMilliseconds?: number | undefined;
}

/** Additions to the personal lists that a call asked for, also of what stands there already. */
export type AskedAdditions = Readonly<Record<'allowed' | 'blocked', readonly string[]>>;

/** What a change of a mailbox was about; `asked` is null where nobody called a cmdlet. */
export interface MailboxWrite {
  readonly index: number;
  readonly before: MailboxSettings;
  readonly after: MailboxSettings;
  readonly asked: AskedAdditions | null;
}

/** The server that was told, and what it was asked for. */
export interface MailboxCall {
  readonly through: string;
  readonly asked: AskedAdditions;
}

export class ExchangeState {
  readonly organization: Organization;
  readonly foreignEntries: readonly ForeignEntry[];
  #settings: OrganizationSettings = {
    defaultAccessLevel: 'Quarantine',
    adminMailRecipients: [],
    userMailInsert: '',
    otaNotificationMailInsert: '',
  };
  readonly #mailboxes: MailboxSettings[];
  readonly #verdicts = new Map<number, AccessVerdict>();
  readonly #contacts = new Map<number, string>();
  readonly #outsidePolicy = new Set<number>();
  readonly #partnerships = new Map<number, Partnership>();
  readonly #replicated = new ReplicatedValues<MailboxSettings>();
  /** Made when it is first needed. */
  #byPartnership: Map<string, number> | null = null;
  #rules: readonly DeviceAccessRule[] = seededRules;
  #policies: readonly MailboxPolicy[] = seededPolicies;
  #roles: Roles = seededRoles;
  readonly #journal: Journal<Change>;
  readonly #autoContact: number | undefined;
  readonly #discovery: number;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #writeListeners = new Set<(write: MailboxWrite) => void>();
  readonly #stopListening: () => void;

  constructor(options: ExchangeStateOptions) {
    this.organization = options.organization;
    this.foreignEntries = foreignEntries(options.organization.world);
    this.#autoContact = options.autoContactMilliseconds;
    this.#discovery = options.discoveryMilliseconds ?? 0;
    this.#mailboxes = this.#seededMailboxes();
    for (const phone of this.organization.phones()) this.#verdicts.set(phone.index, this.#judge(phone));
    this.#journal = openJournal(options.stateFile, changeSchema, keyOf);
    for (const change of this.#journal.entries) this.#apply(change);
    this.#stopListening = this.organization.onContact((phone) => this.#onContact(phone));
  }

  settings(): OrganizationSettings {
    return this.#settings;
  }

  /** Of the person at `index`. */
  mailbox(index: number): MailboxSettings {
    return at(this.#mailboxes, index);
  }

  /** Of the person at `index`, as a server sees it that learns of changes through others so much later. */
  mailboxSeenBy(index: number, server: string, lagMilliseconds: number): MailboxSettings {
    return this.#replicated.seenBy(index, server, lagMilliseconds) ?? this.mailbox(index);
  }

  get rules(): readonly DeviceAccessRule[] {
    return this.#rules;
  }

  policies(): readonly MailboxPolicy[] {
    return this.#policies;
  }

  roles(): Roles {
    return this.#roles;
  }

  partnership(phoneIndex: number): Partnership {
    return this.#partnerships.get(phoneIndex) ?? firstPartnership(this.organization.phone(phoneIndex));
  }

  /** Null when no phone has, or lately had, this partnership. */
  phoneOfPartnership(guid: string): Phone | null {
    this.#byPartnership ??= new Map(this.organization.phones().map(({ index }) => [this.partnership(index).guid, index]));
    const index = this.#byPartnership.get(guid.toLowerCase());
    return index === undefined || this.partnership(index).guid !== guid.toLowerCase() ? null : this.organization.phone(index);
  }

  lastSync(phoneIndex: number): string {
    return this.#contacts.get(phoneIndex) ?? seededLastSync(this.organization.phone(phoneIndex));
  }

  /** What the phone was told when it last made contact; personal entries and policies count at once. */
  access(phoneIndex: number): ShownAccess {
    const verdict = this.#verdicts.get(phoneIndex);
    if (verdict === undefined) throw new RangeError(`phone ${phoneIndex} has not made contact`);
    const isByRule = verdict.reason === 'Global' || verdict.reason === 'DeviceRule';
    return isByRule && this.#isNew(phoneIndex) ? { state: 'DeviceDiscovery', reason: 'Global', rule: null } : verdict;
  }

  #isNew(phoneIndex: number): boolean {
    const age = Date.now() - Date.parse(this.partnership(phoneIndex).firstSync);
    return age >= 0 && age < this.#discovery;
  }

  meetsMailboxPolicy(phoneIndex: number): boolean {
    return !this.#outsidePolicy.has(phoneIndex);
  }

  changeSettings(change: Partial<OrganizationSettings>): void {
    this.#record({ kind: 'settings', settings: { ...this.#settings, ...change } });
  }

  /** By a cmdlet, or without one: then every server knows at once. False: the mailbox is like that already. */
  changeMailbox(index: number, change: Partial<Omit<MailboxSettings, 'whenChanged'>>, by: MailboxCall | null = null): boolean {
    const before = this.mailbox(index);
    const isChange = JSON.stringify({ ...before, ...change }) !== JSON.stringify(before);
    const after = isChange ? { ...before, ...change, whenChanged: new Date().toISOString() } : before;
    for (const listener of this.#writeListeners) listener({ index, before, after, asked: by?.asked ?? null });
    if (!isChange) return false;
    this.#record({ kind: 'mailbox', index, mailbox: after });
    this.#replicated.write(index, { before, after, through: by?.through ?? null });
    this.#contactLater(index);
    return true;
  }

  /** Before each change of a mailbox, also before one that changes nothing. */
  onMailboxWrite(listener: (write: MailboxWrite) => void): void {
    this.#writeListeners.add(listener);
  }

  changePartnership(phoneIndex: number, change: Partial<Pick<Partnership, 'isPresent' | 'wipe'>>): void {
    const partnership = { ...this.partnership(phoneIndex), ...change, whenChanged: new Date().toISOString() };
    this.#record({ kind: 'partnership', index: phoneIndex, partnership });
  }

  changeRules(rules: readonly DeviceAccessRule[]): void {
    this.#record({ kind: 'rules', rules });
  }

  changePolicies(policies: readonly MailboxPolicy[]): void {
    this.#record({ kind: 'policies', policies });
  }

  changeRoles(roles: Roles): void {
    this.#record({ kind: 'roles', roles });
  }

  /** Whether the phone accepts the mailbox policy; judged at its next contact. */
  setMailboxPolicyMet(phoneIndex: number, met: boolean): void {
    this.organization.phone(phoneIndex);
    this.#record({ kind: 'mailbox-policy', index: phoneIndex, met });
  }

  stop(): void {
    this.#stopListening();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #seededMailboxes(): MailboxSettings[] {
    const whenChanged = new Date(baseDate).toISOString();
    const foreign = entriesByMailbox(this.foreignEntries);
    return this.organization.people().map(({ mailboxGuid, index }) => ({
      allowed: deviceIdsIn(foreign.get(mailboxGuid), 'allowed'),
      blocked: deviceIdsIn(foreign.get(mailboxGuid), 'blocked'),
      activeSyncEnabled: index % activeSyncOffEvery !== activeSyncOffEvery - 1,
      policy: null,
      whenChanged,
    }));
  }

  #judge(phone: Phone): AccessVerdict {
    const mailbox = this.mailbox(phone.owner);
    return judgeAccess({
      activeSyncEnabled: mailbox.activeSyncEnabled,
      meetsMailboxPolicy: this.meetsMailboxPolicy(phone.index),
      allowedDeviceIds: mailbox.allowed,
      blockedDeviceIds: mailbox.blocked,
      rules: this.rules,
      defaultLevel: this.#settings.defaultAccessLevel,
      phone,
    });
  }

  #onContact(phone: Phone): void {
    const now = new Date().toISOString();
    const before = this.partnership(phone.index);
    const partnership = afterContact(before, phone, this.organization.world.seed, now);
    this.#byPartnership?.set(partnership.guid, phone.index);
    if (partnership !== before) this.#record({ kind: 'partnership', index: phone.index, partnership });
    this.#record({ kind: 'access', index: phone.index, verdict: this.#judge(phone), at: now });
  }

  #contactLater(owner: number): void {
    if (this.#autoContact === undefined) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      for (const phone of this.organization.phonesOf(owner)) this.organization.contact(phone.index);
    }, this.#autoContact);
    timer.unref();
    this.#timers.add(timer);
  }

  #record(change: Change): void {
    this.#apply(change);
    this.#journal.append(change);
  }

  #apply(change: Change): void {
    switch (change.kind) {
      case 'settings':
        this.#settings = change.settings;
        break;
      case 'mailbox':
        this.#mailboxes[change.index] = change.mailbox;
        break;
      case 'rules':
        this.#rules = change.rules;
        break;
      case 'policies':
        this.#policies = change.policies;
        break;
      case 'roles':
        this.#roles = change.roles;
        break;
      default:
        this.#applyToPhone(change);
    }
  }

  #applyToPhone(change: Extract<Change, { kind: 'access' | 'mailbox-policy' | 'partnership' }>): void {
    if (change.kind === 'partnership') this.#partnerships.set(change.index, change.partnership);
    if (change.kind === 'mailbox-policy' && change.met) this.#outsidePolicy.delete(change.index);
    if (change.kind === 'mailbox-policy' && !change.met) this.#outsidePolicy.add(change.index);
    if (change.kind !== 'access') return;
    this.#verdicts.set(change.index, change.verdict);
    this.#contacts.set(change.index, change.at);
  }
}

function deviceIdsIn(entries: readonly ForeignEntry[] | undefined, list: ForeignEntry['list']): readonly string[] {
  return (entries ?? []).filter((entry) => entry.list === list).map(({ deviceId }) => deviceId);
}
