/** This Windows' proxy settings as the engine reads them, in four situations that are made here. */
import { spawnSync } from 'node:child_process';
import { loadNative, type Native } from '../../../engine/windows/native.ts';
import { readProxySettings } from '../../../engine/windows/proxy-settings.ts';

const account = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections';
const policy = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';

export async function proxySettings(): Promise<unknown> {
  const native = await loadNative();
  const bare = readProxySettings(native);
  const settings = ['http=a:80;https=proxy.contoso.test:8080', '*.contoso.test;<local>', 'http://wpad.contoso.test/proxy.pac'];
  add(account, 'DefaultConnectionSettings', 'REG_BINARY', connectionSettings(settings).toString('hex'));
  const ofAccount = readProxySettings(native);
  add(policy, 'ProxySettingsPerUser', 'REG_DWORD', '0');
  const byPolicy = readProxySettings(native);
  setMachine(native, 'proxy.contoso.test:3128', '<local>');
  return { bare, ofAccount, byPolicy, ofMachine: readProxySettings(native) };
}

/** The form in which the Internet settings stand in the registry: proxy, exceptions and script, all in use. */
function connectionSettings(texts: readonly string[]): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt32LE(0x46, 0);
  head.writeUInt32LE(0x1 | 0x2 | 0x4, 8);
  const fields = texts.map((text) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length);
    return Buffer.concat([length, Buffer.from(text, 'latin1')]);
  });
  return Buffer.concat([head, ...fields, Buffer.alloc(32)]);
}

function add(key: string, name: string, type: string, data: string): void {
  const { status } = spawnSync('C:\\windows\\system32\\reg.exe', ['add', key, '/v', name, '/t', type, '/d', data, '/f']);
  if (status !== 0) throw new Error(`reg.exe ended with ${status} for ${name}`);
}

/** What `netsh winhttp set proxy` does. */
function setMachine({ koffi }: Native, proxy: string, bypass: string): void {
  const type = koffi.struct('PROXY_TO_SET', { access: 'uint32', proxy: 'str16', bypass: 'str16' });
  const set = koffi.load('winhttp.dll').func('__stdcall', 'WinHttpSetDefaultProxyConfiguration', 'bool', [koffi.pointer(type)]);
  if (set({ access: 3, proxy, bypass }) !== true) throw new Error('the proxy could not be set');
}
