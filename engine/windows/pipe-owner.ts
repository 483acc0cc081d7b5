/** Which process serves a named pipe: Windows itself says so, not the one that answers. */
import { type Handle, type Native, succeeded, WindowsError } from './native.ts';

const genericRead = 0x80000000;
const openExisting = 3;
/** Whoever serves there learns nothing of us and cannot act in our name. */
const anonymous = 0x00100000;
const invalidHandle = 0xffff_ffff_ffff_ffffn;
const fileNotFound = 2;
const pipeBusy = 231;
const busyMilliseconds = 2_000;

/** Null when nobody serves it. Throws a WindowsError when it stays busy or may not be opened. */
export function pipeOwner(native: Native, pipe: string): number | null {
  const { kernel } = native;
  const open = kernel.func(
    'void* __stdcall CreateFileW(str16 path, uint32 access, uint32 share, void* security, uint32 how, uint32 flags, void* template)',
  );
  const wait = kernel.func('bool __stdcall WaitNamedPipeW(str16 path, uint32 milliseconds)');
  const owner = kernel.func('bool __stdcall GetNamedPipeServerProcessId(void* pipe, _Out_ uint32* pid)');
  const close = kernel.func('bool __stdcall CloseHandle(void* handle)');
  const attempt = (): Handle => open(pipe, genericRead, 0, null, openExisting, anonymous, null);
  const opened = (): bigint | number => {
    const handle = attempt();
    return handle === null || handle === invalidHandle ? native.lastError() : handle;
  };
  const first = opened();
  if (first === pipeBusy) wait(pipe, busyMilliseconds);
  const handle = first === pipeBusy ? opened() : first;
  if (handle === fileNotFound) return null;
  if (typeof handle === 'number') throw new WindowsError('CreateFileW', handle);
  try {
    const pid = [0];
    succeeded(native, 'GetNamedPipeServerProcessId', owner(handle, pid));
    return pid[0] ?? null;
  } finally {
    close(handle);
  }
}
