/** Whether an account may run a service: it is logged on the way the service manager would, and off again. */
import { type Native, succeeded } from './native.ts';

const serviceLogOn = 5;
const defaultProvider = 0;

/**
 * `user`: domain\name. Throws a WindowsError: 1385 when the account lacks the right to log on as a service, 1326 when name or
 * password is wrong.
 */
export function tryLogOn(native: Native, user: string, password: string): void {
  const logOn = native.advapi.func(
    'bool __stdcall LogonUserW(str16 user, str16 domain, str16 password, uint32 type, uint32 provider, _Out_ void** token)',
  );
  const close = native.kernel.func('bool __stdcall CloseHandle(void* handle)');
  const [domain = '', name = ''] = user.split('\\');
  const token: (bigint | null)[] = [null];
  succeeded(native, 'LogonUserW', logOn(name, domain, password, serviceLogOn, defaultProvider, token));
  close(token[0] ?? null);
}
