/** The proxy settings of this Windows: WinHTTP's, which hold for the whole computer, and the Internet settings of this account. */
import type { FixedProxy, WindowsProxySettings } from '../adapters/http/system-proxy.ts';
import { type Native, succeeded, WindowsError } from './native.ts';

/** WINHTTP_PROXY_INFO.dwAccessType. */
const namedProxy = 3;
const localMachine = 0x80000002n;
const policyKey = 'SOFTWARE\\Policies\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';
const asNumber = 0x10;
const fileNotFound = 2;

/** Throws a WindowsError. */
export function readProxySettings(native: Native): WindowsProxySettings {
  const calls = declare(native);
  const machine: Record<string, unknown> = {};
  succeeded(native, 'WinHttpGetDefaultProxyConfiguration', calls.machine(machine));
  const found = { machine: { ...machine, ...texts(calls, machine, ['proxy', 'bypass']) }, account: accountOf(native, calls) };
  return {
    machine: machine['access'] === namedProxy ? fixed(found.machine) : null,
    account: { fixed: fixed(found.account), script: found.account['script'] ?? null },
    isAccountMachineWide: isMachineWide(calls),
  };
}

type Calls = ReturnType<typeof declare>;
type Texts = Readonly<Record<string, string | null>>;

function declare({ koffi, kernel, advapi }: Native) {
  const library = koffi.load('winhttp.dll');
  // WINHTTP_PROXY_INFO and WINHTTP_CURRENT_USER_IE_PROXY_CONFIG; without names, which koffi takes once in a process only.
  const machineType = koffi.struct({ access: 'uint32', proxy: 'void*', bypass: 'void*' });
  const accountType = koffi.struct({
    detects: 'int32',
    script: 'void*',
    proxy: 'void*',
    bypass: 'void*',
  });
  return {
    machine: library.func('__stdcall', 'WinHttpGetDefaultProxyConfiguration', 'bool', [koffi.out(koffi.pointer(machineType))]),
    account: library.func('__stdcall', 'WinHttpGetIEProxyConfigForCurrentUser', 'bool', [koffi.out(koffi.pointer(accountType))]),
    policy: advapi.func(
      'int32 __stdcall RegGetValueW(uintptr_t root, str16 key, str16 name, uint32 kind, void* type, _Out_ uint32* data, _Inout_ uint32* size)',
    ),
    free: kernel.func('void* __stdcall GlobalFree(void* memory)'),
    text: (pointer: unknown) => String(koffi.decode(pointer, 'char16', -1)),
  };
}

/** An account without Internet settings of its own, as services have, has no proxy. */
function accountOf(native: Native, calls: Calls): Texts {
  const account: Record<string, unknown> = {};
  if (calls.account(account) === true) return texts(calls, account, ['script', 'proxy', 'bypass']);
  const error = native.lastError();
  if (error === fileNotFound) return {};
  throw new WindowsError('WinHttpGetIEProxyConfigForCurrentUser', error);
}

/** Windows hands over the texts' memory; it is given back here. */
function texts(calls: Calls, from: Readonly<Record<string, unknown>>, names: readonly string[]): Texts {
  const read = (pointer: unknown): string | null => {
    if (pointer === null || pointer === undefined) return null;
    const text = calls.text(pointer);
    calls.free(pointer);
    return text === '' ? null : text;
  };
  return Object.fromEntries(names.map((name) => [name, read(from[name])]));
}

function fixed({ proxy, bypass }: Readonly<Record<string, unknown>>): FixedProxy | null {
  return typeof proxy === 'string' ? { proxy, bypass: typeof bypass === 'string' ? bypass : '' } : null;
}

/** The policy "Make proxy settings per-machine (rather than per-user)" writes 0. */
function isMachineWide(calls: Calls): boolean {
  const [value, size] = [[1], [4]];
  return calls.policy(localMachine, policyKey, 'ProxySettingsPerUser', asNumber, null, value, size) === 0 && value[0] === 0;
}
