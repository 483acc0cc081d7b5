/** Runs in the sandboxed window before its page: exposes the contract's calls and events, frozen, and nothing of Electron. The only importer of ipcRenderer. */
import { contextBridge, ipcRenderer } from 'electron';
import { bridgeOver } from './ipc/bridge.ts';

contextBridge.exposeInMainWorld('connector', bridgeOver(ipcRenderer));
