/** What the registry tells of a Windows: gathered side by side, a fact that cannot be found out is null, never guessed. */
import { numberIn, type QueryRegistry, type RegistryKey, type RegistryValues, readRegistryKey, textIn } from './registry.ts';

export interface DomainRole {
  readonly kind: 'workgroup' | 'member' | 'controller';
  readonly domain: string;
}

export interface Version {
  readonly major: number;
  readonly minor: number;
}

/** Execution policy of PowerShell in one scope of Group Policy; null where it leaves the choice. */
export interface ScriptPolicy {
  readonly forced: string | null;
}

export interface WindowsFacts {
  readonly productName: string | null;
  readonly build: number | null;
  /** Server, Server Core, Nano Server or Client; Windows Server 2008 does not tell. */
  readonly installationType: string | null;
  /** Release number of .NET Framework 4.5 or later; `older` is 4.0, `none` is less. */
  readonly dotnet: number | 'older' | 'none' | null;
  readonly powershell: Version | 'none' | null;
  /** What limits PowerShell's language on this computer: the lock of the environment, or AppLocker's rules for scripts. */
  readonly languageLimit: 'lock' | 'rules' | 'none' | null;
  /** What Group Policy forces on every user of this computer. */
  readonly machinePolicy: ScriptPolicy | null;
  /** What it forces on the account that runs set-up. */
  readonly userPolicy: ScriptPolicy | null;
  readonly role: DomainRole | null;
}

const microsoft = 'HKLM\\SOFTWARE\\Microsoft';
const policies = 'SOFTWARE\\Policies\\Microsoft\\Windows';
const control = 'HKLM\\SYSTEM\\CurrentControlSet\\Control';
const services = 'HKLM\\SYSTEM\\CurrentControlSet\\Services';

export async function gatherWindowsFacts(query: QueryRegistry): Promise<WindowsFacts> {
  const asked = remembering(query);
  const [system, dotnet, powershell, languageLimit, machinePolicy, userPolicy, role] = await Promise.all([
    readRegistryKey(asked, `${microsoft}\\Windows NT\\CurrentVersion`),
    dotnetRelease(asked),
    powershellVersion(asked),
    limitOfLanguage(asked),
    scriptPolicyOf('HKLM', asked),
    scriptPolicyOf('HKCU', asked),
    domainRole(asked),
  ]);
  return { ...systemFacts(system), dotnet, powershell, languageLimit, machinePolicy, userPolicy, role };
}

/** Asks for no key twice while one set of facts is gathered. The next set asks again. */
function remembering(query: QueryRegistry): QueryRegistry {
  const answers = new Map<string, ReturnType<QueryRegistry>>();
  return (key) => {
    const answer = answers.get(key) ?? query(key);
    answers.set(key, answer);
    return answer;
  };
}

function systemFacts(key: RegistryKey): Pick<WindowsFacts, 'productName' | 'build' | 'installationType'> {
  const values: RegistryValues = key.kind === 'values' ? key.values : new Map();
  const build = textIn(values, 'CurrentBuildNumber') ?? '';
  return {
    productName: textIn(values, 'ProductName'),
    build: /^\d{4,6}$/.test(build) ? Number(build) : null,
    installationType: textIn(values, 'InstallationType'),
  };
}

async function dotnetRelease(query: QueryRegistry): Promise<WindowsFacts['dotnet']> {
  const key = await readRegistryKey(query, `${microsoft}\\NET Framework Setup\\NDP\\v4\\Full`);
  if (key.kind !== 'values') return key.kind === 'absent' ? 'none' : null;
  const release = numberIn(key.values, 'Release');
  if (release !== null) return release;
  return textIn(key.values, 'Version')?.startsWith('4.0.') === true ? 'older' : null;
}

/** From version 3 on the engine has its own key; beside it the old one says 2.0 for ever. */
async function powershellVersion(query: QueryRegistry): Promise<WindowsFacts['powershell']> {
  const keys = [`${microsoft}\\PowerShell\\3\\PowerShellEngine`, `${microsoft}\\PowerShell\\1\\PowerShellEngine`] as const;
  const [newer, older] = await Promise.all(keys.map((key) => readRegistryKey(query, key)));
  const key = newer?.kind === 'absent' ? older : newer;
  if (key?.kind === 'absent') return 'none';
  return key?.kind === 'values' ? versionOf(textIn(key.values, 'PowerShellVersion')) : null;
}

function versionOf(text: string | null): Version | null {
  const [, major, minor] = text?.match(/^(\d{1,3})\.(\d{1,5})(\.|$)/) ?? [];
  return major === undefined || minor === undefined ? null : { major: Number(major), minor: Number(minor) };
}

/** `__PSLockdownPolicy` with bit 4 means constrained language; so do AppLocker's script rules for whatever they do not allow. */
async function limitOfLanguage(query: QueryRegistry): Promise<WindowsFacts['languageLimit']> {
  const [environment, rules] = await Promise.all([
    readRegistryKey(query, `${control}\\Session Manager\\Environment`),
    readRegistryKey(query, `HKLM\\${policies}\\SrpV2\\Script`),
  ]);
  const isLocked = environment.kind === 'values' ? lockIn(textIn(environment.values, '__PSLockdownPolicy')) : null;
  if (isLocked === true) return 'lock';
  if (isLocked === null || rules.kind === 'unreadable') return null;
  return rules.kind === 'values' && numberIn(rules.values, 'EnforcementMode') === 1 ? 'rules' : 'none';
}

/** Null for a text that is no number. */
function lockIn(policy: string | null): boolean | null {
  if (policy === null) return false;
  return /^(\d{1,10}|0x[0-9a-f]{1,8})$/i.test(policy) ? (Number(policy) & 4) === 4 : null;
}

/** "Turn on Script Execution": switched off means that no script runs. Values without the switch have no effect. */
async function scriptPolicyOf(hive: 'HKLM' | 'HKCU', query: QueryRegistry): Promise<ScriptPolicy | null> {
  const key = await readRegistryKey(query, `${hive}\\${policies}\\PowerShell`);
  if (key.kind !== 'values') return key.kind === 'absent' ? { forced: null } : null;
  const isOn = numberIn(key.values, 'EnableScripts');
  if (isOn === null) return key.values.has('enablescripts') ? null : { forced: null };
  const forced = isOn === 0 ? 'Restricted' : textIn(key.values, 'ExecutionPolicy');
  return forced === null ? null : { forced };
}

/**
 * Product type LanmanNT is a domain controller. Joining a domain makes the Net Logon service start by itself and sets the primary
 * DNS suffix; leaving takes both back. Where the two differ, nothing is certain.
 */
async function domainRole(query: QueryRegistry): Promise<DomainRole | null> {
  const [options, logon, network] = await Promise.all([
    readRegistryKey(query, `${control}\\ProductOptions`),
    readRegistryKey(query, `${services}\\Netlogon`),
    readRegistryKey(query, `${services}\\Tcpip\\Parameters`),
  ]);
  const domain = network.kind === 'values' ? textIn(network.values, 'Domain') : null;
  const product = options.kind === 'values' ? textIn(options.values, 'ProductType') : null;
  if (product === 'LanmanNT') return { kind: 'controller', domain: domain ?? '' };
  const start = logon.kind === 'values' ? numberIn(logon.values, 'Start') : null;
  if (product === null || start === null || domain === null) return null;
  return memberOrNot(start, domain);
}

function memberOrNot(start: number, domain: string): DomainRole | null {
  const isAutomatic = start === 2;
  if (isAutomatic !== (domain !== '')) return null;
  return { kind: isAutomatic ? 'member' : 'workgroup', domain };
}
