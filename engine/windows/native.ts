/** The only door to Windows' own functions (koffi). Loaded by the verbs that need it, never elsewhere than on Windows. */
import { Failure } from '../../shared/errors.ts';

type Koffi = typeof import('koffi');

export interface Native {
  readonly koffi: Koffi;
  /** Services, accounts, event log. */
  readonly advapi: ReturnType<Koffi['load']>;
  /** Pipes, handles. */
  readonly kernel: ReturnType<Koffi['load']>;
  /** Error number of the call just made. */
  lastError(): number;
}

/** A call of Windows that did not succeed, with its error number. */
export class WindowsError extends Error {
  readonly call: string;
  readonly number: number;

  constructor(call: string, number: number) {
    super(`${call} ended with error ${number}`);
    this.name = 'WindowsError';
    this.call = call;
    this.number = number;
  }
}

/** Throws `usage.wrong` elsewhere than on Windows. */
export async function loadNative(): Promise<Native> {
  if (process.platform !== 'win32') throw new Failure('usage.wrong', { params: { argument: 'windows' } });
  const koffi = await import('koffi');
  const kernel = koffi.load('kernel32.dll');
  const lastError = kernel.func('uint32 __stdcall GetLastError()');
  return { koffi, advapi: koffi.load('advapi32.dll'), kernel, lastError: () => Number(lastError()) };
}

export type Handle = bigint | null;

/** The handle, or the error of the call that should have given it. */
export function opened(native: Native, call: string, handle: Handle): bigint {
  if (handle === null || handle === 0n) throw new WindowsError(call, native.lastError());
  return handle;
}

export function succeeded(native: Native, call: string, answer: unknown): void {
  if (answer !== true) throw new WindowsError(call, native.lastError());
}
