/** Windows' service manager: registers, changes, starts, stops and asks services. Numbers in names are those of winsvc.h. */
import type { ServiceFacts, ServiceStart, WindowsRequest } from '../../shared/setup/windows-verbs.ts';
import { type Handle, type Native, opened, succeeded, WindowsError } from './native.ts';

type Registration = Extract<WindowsRequest, { act: 'register' }> & { readonly binaryPath: string };

export const errorNumbers = {
  insufficientBuffer: 122,
  invalidLevel: 124,
  notThere: 1060,
  notActive: 1062,
  alreadyRuns: 1056,
  deletionMarked: 1072,
} as const;

const allAccess = 0xf003f;
const connectAccess = 0x1;
const serviceAccess = { query: 0x5, all: 0xf01ff } as const;
const ownProcess = 0x10;
const normalErrorControl = 1;
const stopControl = 1;
const startNumbers = { automatic: 2, delayed: 2, manual: 3, disabled: 4 } as const;
/** Levels of ChangeServiceConfig2. */
const levels = { description: 1, failureActions: 2, delayedStart: 3, failureFlag: 4, sidType: 5 } as const;
const restartAction = 1;
const unrestrictedSid = 1;
const states = ['stopped', 'start-pending', 'stop-pending', 'running', 'continue-pending', 'pause-pending', 'paused'] as const;

export class ServiceManager {
  readonly #native: Native;
  readonly #calls: Calls;

  constructor(native: Native) {
    this.#native = native;
    this.#calls = declare(native);
  }

  /** Null when no such service is registered. */
  query(name: string): ServiceFacts | null {
    try {
      return this.#withService(name, serviceAccess.query, (service) => this.#facts(service));
    } catch (thrown) {
      if (thrown instanceof WindowsError && thrown.number === errorNumbers.notThere) return null;
      throw thrown;
    }
  }

  /** Answers the levels of settings that this Windows does not know. */
  register(wanted: Registration): readonly number[] {
    if (this.query(wanted.name) === null) this.#create(wanted);
    return this.#withService(wanted.name, serviceAccess.all, (service) => {
      this.#change(service, wanted);
      return this.#changeMore(service, wanted);
    });
  }

  unregister(name: string): void {
    if (this.query(name) === null) return;
    this.#withService(name, serviceAccess.all, (service) => {
      const isDone = this.#calls.remove(service) === true || this.#native.lastError() === errorNumbers.deletionMarked;
      if (!isDone) throw new WindowsError('DeleteService', this.#native.lastError());
    });
  }

  /** Asks for the start; one that runs already is fine. */
  start(name: string): void {
    this.#withService(name, serviceAccess.all, (service) =>
      this.#unless(errorNumbers.alreadyRuns, 'StartServiceW', this.#calls.start(service, 0, null)),
    );
  }

  /** Asks for the stop; one that does not run is fine. */
  stop(name: string): void {
    const status = Buffer.alloc(7 * 4);
    this.#withService(name, serviceAccess.all, (service) =>
      this.#unless(errorNumbers.notActive, 'ControlService', this.#calls.control(service, stopControl, status)),
    );
  }

  #unless(harmless: number, call: string, answer: unknown): void {
    if (answer === true) return;
    const number = this.#native.lastError();
    if (number !== harmless) throw new WindowsError(call, number);
  }

  #create({ name, displayName, binaryPath }: Registration): void {
    this.#withManager(allAccess, (manager) => {
      const start = startNumbers.manual;
      const handle: Handle = this.#calls.create(
        manager,
        name,
        displayName,
        serviceAccess.all,
        ownProcess,
        start,
        normalErrorControl,
        binaryPath,
        null,
        null,
        null,
        null,
        null,
      );
      this.#calls.close(opened(this.#native, 'CreateServiceW', handle));
    });
  }

  #change(service: bigint, { displayName, binaryPath, account, password, start }: Registration): void {
    const done = this.#calls.change(
      service,
      ownProcess,
      startNumbers[start],
      normalErrorControl,
      binaryPath,
      null,
      null,
      null,
      account,
      password,
      displayName,
    );
    succeeded(this.#native, 'ChangeServiceConfigW', done);
  }

  #changeMore(service: bigint, wanted: Registration): readonly number[] {
    const { restartSeconds, resetSeconds } = wanted.recovery;
    const actions = restartSeconds.map((seconds) => ({ type: restartAction, delay: seconds * 1000 }));
    const settings = [
      [levels.description, this.#calls.description, { text: wanted.description }],
      [
        levels.failureActions,
        this.#calls.failureActions,
        { reset: resetSeconds, message: null, command: null, count: actions.length, actions },
      ],
      // A service that reports an error as it ends is restarted like one that crashes.
      [levels.failureFlag, this.#calls.number, { value: 1 }],
      [levels.delayedStart, this.#calls.number, { value: wanted.start === 'delayed' ? 1 : 0 }],
      [levels.sidType, this.#calls.number, { value: unrestrictedSid }],
    ] as const;
    return settings.flatMap(([level, type, value]) => (this.#set(service, level, this.#native.koffi.as(value, type)) ? [] : [level]));
  }

  /** False when this Windows does not know the setting. */
  #set(service: bigint, level: number, value: unknown): boolean {
    if (this.#calls.changeMore(service, level, value) === true) return true;
    const number = this.#native.lastError();
    if (number === errorNumbers.invalidLevel) return false;
    throw new WindowsError(`ChangeServiceConfig2W(${level})`, number);
  }

  #facts(service: bigint): ServiceFacts {
    const status = Buffer.alloc(9 * 4);
    const needed = [0];
    succeeded(this.#native, 'QueryServiceStatusEx', this.#calls.status(service, 0, status, status.length, needed));
    const at = (index: number) => status.readUInt32LE(index * 4);
    const { start, path, account } = this.#configuration(service);
    const [state = 'stopped'] = states.slice(at(1) - 1);
    return {
      state,
      exitCode: at(3),
      specificExitCode: at(4),
      pid: at(7),
      binaryPath: path,
      account: account ?? '',
      start: this.#startOf(service, start),
    };
  }

  #configuration(service: bigint): { readonly start: number; readonly path: string; readonly account: string | null } {
    const needed = [0];
    if (this.#calls.configuration(service, null, 0, needed) !== true && this.#native.lastError() !== errorNumbers.insufficientBuffer)
      throw new WindowsError('QueryServiceConfigW', this.#native.lastError());
    const buffer = Buffer.alloc(needed[0] ?? 0);
    succeeded(this.#native, 'QueryServiceConfigW', this.#calls.configuration(service, buffer, buffer.length, needed));
    return this.#native.koffi.decode(buffer, this.#calls.configurationType);
  }

  #startOf(service: bigint, number: number): ServiceStart {
    const delayed = Buffer.alloc(4);
    const isDelayed =
      this.#calls.configurationMore(service, levels.delayedStart, delayed, delayed.length, [0]) === true && delayed.readUInt32LE(0) === 1;
    if (number === startNumbers.automatic) return isDelayed ? 'delayed' : 'automatic';
    if (number === startNumbers.manual) return 'manual';
    return number === startNumbers.disabled ? 'disabled' : 'other';
  }

  #withService<T>(name: string, access: number, work: (service: bigint) => T): T {
    return this.#withManager(connectAccess, (manager) => {
      const service = opened(this.#native, 'OpenServiceW', this.#calls.openService(manager, name, access));
      try {
        return work(service);
      } finally {
        this.#calls.close(service);
      }
    });
  }

  #withManager<T>(access: number, work: (manager: bigint) => T): T {
    const manager = opened(this.#native, 'OpenSCManagerW', this.#calls.openManager(null, null, access));
    try {
      return work(manager);
    } finally {
      this.#calls.close(manager);
    }
  }
}

type Calls = ReturnType<typeof declare>;

function declare({ koffi, advapi }: Native) {
  const action = koffi.struct({ type: 'uint32', delay: 'uint32' });
  const failureActions = koffi.struct({
    reset: 'uint32',
    message: 'str16',
    command: 'str16',
    count: 'uint32',
    actions: koffi.pointer(action),
  });
  const text = 'str16';
  return {
    openManager: advapi.func('void* __stdcall OpenSCManagerW(str16 machine, str16 database, uint32 access)'),
    openService: advapi.func('void* __stdcall OpenServiceW(void* manager, str16 name, uint32 access)'),
    close: advapi.func('bool __stdcall CloseServiceHandle(void* handle)'),
    create: advapi.func(
      'void* __stdcall CreateServiceW(void* manager, str16 name, str16 display, uint32 access, uint32 type, uint32 start, uint32 error, str16 path, str16 group, void* tag, str16 needs, str16 account, str16 password)',
    ),
    change: advapi.func(
      'bool __stdcall ChangeServiceConfigW(void* service, uint32 type, uint32 start, uint32 error, str16 path, str16 group, void* tag, str16 needs, str16 account, str16 password, str16 display)',
    ),
    changeMore: advapi.func('bool __stdcall ChangeServiceConfig2W(void* service, uint32 level, void* setting)'),
    configuration: advapi.func('bool __stdcall QueryServiceConfigW(void* service, void* buffer, uint32 size, _Out_ uint32* needed)'),
    configurationMore: advapi.func(
      'bool __stdcall QueryServiceConfig2W(void* service, uint32 level, void* buffer, uint32 size, _Out_ uint32* needed)',
    ),
    status: advapi.func('bool __stdcall QueryServiceStatusEx(void* service, int level, void* buffer, uint32 size, _Out_ uint32* needed)'),
    start: advapi.func('bool __stdcall StartServiceW(void* service, uint32 count, void* arguments)'),
    control: advapi.func('bool __stdcall ControlService(void* service, uint32 control, void* status)'),
    remove: advapi.func('bool __stdcall DeleteService(void* service)'),
    description: koffi.pointer(koffi.struct({ text })),
    failureActions: koffi.pointer(failureActions),
    number: koffi.pointer(koffi.struct({ value: 'uint32' })),
    configurationType: koffi.struct({
      ...{ type: 'uint32', start: 'uint32', error: 'uint32', path: text, group: text },
      ...{ tag: 'uint32', needs: 'void*', account: text, display: text },
    }),
  };
}
