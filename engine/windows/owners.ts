/** Who owns files and folders, and who asks: security identifiers as text. What is given out here is freed when this short program ends. */
import type { OwnersAnswer } from '../../shared/setup/windows-verbs.ts';
import { type Native, succeeded, WindowsError } from './native.ts';

/** SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, TOKEN_QUERY and TokenUser of Windows' headers. */
const numbers = { fileObject: 1, owner: 1, query: 8, user: 1 } as const;
/** A pointer, attributes, and the identifier itself, which has 68 bytes at most. */
const userBytes = 128;

/** Null for a path whose owner Windows does not tell. Throws a WindowsError when it does not tell who asks. */
export function ownersOf(native: Native, paths: readonly string[]): OwnersAnswer {
  const textOf = textReader(native);
  const read = native.advapi.func(
    'uint32 __stdcall GetNamedSecurityInfoW(str16 path, int type, uint32 which, _Out_ void** owner, void* group, void* list, void* audit, _Out_ void** descriptor)',
  );
  const ownerOf = (path: string): string | null => {
    const [owner, descriptor]: [(bigint | null)[], (bigint | null)[]] = [[null], [null]];
    const problem = read(path, numbers.fileObject, numbers.owner, owner, null, null, null, descriptor);
    return problem === 0 && owner[0] != null ? textOf(owner[0]) : null;
  };
  return { self: ownAccount(native, textOf), owners: paths.map(ownerOf) };
}

function textReader({ advapi, lastError }: Native): (identifier: bigint) => string {
  const convert = advapi.func('bool __stdcall ConvertSidToStringSidW(void* identifier, _Out_ str16* text)');
  return (identifier) => {
    const text: (string | null)[] = [null];
    if (convert(identifier, text) !== true || text[0] == null) throw new WindowsError('ConvertSidToStringSidW', lastError());
    return text[0];
  };
}

function ownAccount(native: Native, textOf: (identifier: bigint) => string): string {
  const { advapi, kernel } = native;
  const process = kernel.func('void* __stdcall GetCurrentProcess()');
  const open = advapi.func('bool __stdcall OpenProcessToken(void* process, uint32 access, _Out_ void** token)');
  const read = advapi.func(
    'bool __stdcall GetTokenInformation(void* token, int which, _Out_ uint8_t* data, uint32 size, _Out_ uint32* needed)',
  );
  const close = kernel.func('bool __stdcall CloseHandle(void* handle)');
  const token: (bigint | null)[] = [null];
  succeeded(native, 'OpenProcessToken', open(process(), numbers.query, token));
  try {
    const data = Buffer.alloc(userBytes);
    succeeded(native, 'GetTokenInformation', read(token[0] ?? null, numbers.user, data, data.length, [0]));
    return textOf(data.readBigUInt64LE(0));
  } finally {
    close(token[0] ?? null);
  }
}
