/** Writes to Windows' event log Application. Needs no elevation; the source is registered by set-up. */
import { type EventName, eventNumbers, eventSource } from '../../shared/event-log.ts';
import { type Handle, type Native, opened, succeeded } from './native.ts';

const errorType = 1;
const informationType = 4;

/** Throws a WindowsError when the event log does not take it. */
export function writeEvent(native: Native, name: EventName, text: string): void {
  const { advapi } = native;
  const open = advapi.func('void* __stdcall RegisterEventSourceW(str16 server, str16 source)');
  const report = advapi.func(
    'bool __stdcall ReportEventW(void* log, uint16 type, uint16 category, uint32 number, void* sid, uint16 texts, uint32 size, str16* text, void* data)',
  );
  const close = advapi.func('bool __stdcall DeregisterEventSource(void* log)');
  const handle: Handle = open(null, eventSource);
  const log = opened(native, 'RegisterEventSourceW', handle);
  try {
    const type = name === 'failed' ? errorType : informationType;
    succeeded(native, 'ReportEventW', report(log, type, 0, eventNumbers[name], null, 1, 0, [text], null));
  } finally {
    close(log);
  }
}
