/** Connects the window's calls to their handlers. The only importer of ipcMain; every name comes from the contract. */
import { type BrowserWindow, type IpcMainInvokeEvent, ipcMain } from 'electron';
import { channel, type IpcCall, type IpcEvent, type IpcPayload, ipcCalls } from '../../shared/ipc/contract.ts';
import { type Answering, answerCall, mayTell, type Refused, type Sender } from './answer.ts';

export function serveCalls(window: BrowserWindow, answering: Answering): void {
  for (const name of callNames())
    ipcMain.handle(channel(name), (event, argument: unknown) => answerCall(answering, name, senderOf(window, event), argument));
}

/** Gives what tells the window something. A window that is gone is told nothing. */
export function eventSender(window: BrowserWindow, refused: Refused) {
  return <E extends IpcEvent>(event: E, payload: IpcPayload<E>): void => {
    if (!window.isDestroyed() && mayTell(event, payload, refused)) window.webContents.send(channel(event), payload);
  };
}

function senderOf(window: BrowserWindow, event: IpcMainInvokeEvent): Sender {
  const frame = event.senderFrame;
  const isMainFrame = !window.isDestroyed() && event.sender === window.webContents && frame === window.webContents.mainFrame;
  return { isMainFrame, address: frame?.url ?? '' };
}

function callNames(): readonly IpcCall[] {
  const names: IpcCall[] = [];
  for (const name in ipcCalls) if (isCall(name)) names.push(name);
  return names;
}

function isCall(name: string): name is IpcCall {
  return Object.hasOwn(ipcCalls, name);
}
