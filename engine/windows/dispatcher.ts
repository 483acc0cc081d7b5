/** The service manager's side of a service: its two callbacks and the status that it is told (winsvc.h). */
import { type Handle, type Native, opened, succeeded } from './native.ts';

export interface ServiceStatus {
  readonly state: 'start-pending' | 'running' | 'stop-pending' | 'stopped';
  readonly exitCode: number;
  readonly specificExitCode: number;
  /** Grows while something is pending, so that the service manager sees that it goes on. */
  readonly checkPoint: number;
  /** Within this time the next check point comes, in milliseconds. */
  readonly waitHint: number;
}

export interface ServiceEvents {
  /** Called once, by the service manager; answers at once and goes on by itself. */
  onStart(report: (status: ServiceStatus) => void): void;
  /** Answers whether the control is known. */
  onControl(control: number): boolean;
}

/** Serves until the service has reported that it is stopped. */
export type Dispatch = (name: string, events: ServiceEvents) => Promise<void>;

const ownProcess = 0x10;
const stateNumbers = { stopped: 1, 'start-pending': 2, 'stop-pending': 3, running: 4 } as const;
/** Stop, and the notice before the computer shuts down, which gives more time than the shutdown itself; that one too for old systems. */
const acceptedControls = 0x1 | 0x4 | 0x100;
const done = 0;
const notKnown = 120;

export function dispatcherOf(native: Native): Dispatch {
  const { koffi, advapi } = native;
  const status = koffi.struct({
    ...{ type: 'uint32', state: 'uint32', accepted: 'uint32', exitCode: 'uint32' },
    ...{ specificExitCode: 'uint32', checkPoint: 'uint32', waitHint: 'uint32' },
  });
  const main = koffi.pointer(koffi.proto('__stdcall', null, 'void', ['uint32', 'void*']));
  const handler = koffi.pointer(koffi.proto('__stdcall', null, 'uint32', ['uint32', 'uint32', 'void*', 'void*']));
  const entry = koffi.struct({ name: 'str16', main });
  const dispatch = advapi.func('__stdcall', 'StartServiceCtrlDispatcherW', 'bool', [koffi.pointer(entry)]);
  const register = advapi.func('__stdcall', 'RegisterServiceCtrlHandlerExW', 'void*', ['str16', handler, 'void*']);
  const setStatus = advapi.func('__stdcall', 'SetServiceStatus', 'bool', ['void*', koffi.pointer(status)]);

  return (name, events) => {
    const onControl = koffi.register((control: number) => (events.onControl(control) ? done : notKnown), handler);
    const onMain = koffi.register(() => {
      const given: Handle = register(name, onControl, null);
      const handle = opened(native, 'RegisterServiceCtrlHandlerExW', given);
      events.onStart((next) => succeeded(native, 'SetServiceStatus', setStatus(handle, numbersOf(next))));
    }, main);
    return new Promise((resolve, reject) => {
      dispatch.async(
        [
          { name, main: onMain },
          { name: null, main: null },
        ],
        (problem: Error | null, served: boolean) => {
          if (served) resolve();
          else reject(problem ?? new Error('it was not started by the service manager'));
        },
      );
    });
  };
}

function numbersOf({ state, ...rest }: ServiceStatus) {
  const accepted = state === 'running' ? acceptedControls : 0;
  return { type: ownProcess, state: stateNumbers[state], accepted, ...rest };
}
