/** What the preload script puts into the window: two functions that know the names of the contract and nothing else. */
import { channel, type IpcCall, type IpcEvent, ipcCalls, ipcEvents } from '../../shared/ipc/contract.ts';

/** The part of Electron's ipcRenderer that is needed. */
export interface Wire {
  invoke(channel: string, argument: unknown): Promise<unknown>;
  on(channel: string, listener: (event: unknown, payload: unknown) => void): unknown;
  removeListener(channel: string, listener: (event: unknown, payload: unknown) => void): unknown;
}

export interface Bridge {
  /** Throws for a name that is not in the contract. */
  call(name: IpcCall, argument: unknown): Promise<unknown>;
  /** Answers what ends the subscription. Throws for a name that is not in the contract. */
  on(event: IpcEvent, listener: (payload: unknown) => void): () => void;
}

export function bridgeOver(wire: Wire): Bridge {
  return Object.freeze({
    call: (name: IpcCall, argument: unknown) => {
      if (!Object.hasOwn(ipcCalls, name)) throw new Error('unknown call');
      return wire.invoke(channel(name), argument);
    },
    on: (event: IpcEvent, listener: (payload: unknown) => void) => {
      if (!Object.hasOwn(ipcEvents, event)) throw new Error('unknown event');
      // Electron's event object stays here: it would give the page a way around the contract.
      const pass = (_event: unknown, payload: unknown): void => listener(payload);
      wire.on(channel(event), pass);
      return () => void wire.removeListener(channel(event), pass);
    },
  });
}
