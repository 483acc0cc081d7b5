/** The only reader of `window.connector`. What comes back is parsed; what does not fit becomes a failed result. */
import type { z } from 'zod';
import { type AppError, toAppError } from '../shared/errors.ts';
import { type IpcArgument, type IpcCall, type IpcEvent, type IpcPayload, ipcCalls, ipcEvents } from '../shared/ipc/contract.ts';
import { type Result, resultSchema } from '../shared/result.ts';
import type { Language, TypedSecret } from '../shared/setup/answers.ts';

export interface Bridge {
  call(name: IpcCall, argument: unknown): Promise<unknown>;
  /** Gives the function that ends the subscription. */
  on(event: IpcEvent, listener: (payload: unknown) => void): () => void;
}

type Listener<E extends IpcEvent> = (payload: IpcPayload<E>) => void;
export type Api = ReturnType<typeof apiOver>;

async function ask<T, C extends IpcCall>(
  bridge: Bridge,
  schema: z.ZodType<Result<T>>,
  name: C,
  argument: IpcArgument<C>,
): Promise<Result<T>> {
  try {
    const answer = schema.safeParse(await bridge.call(name, argument));
    return answer.success ? answer.data : { ok: false, error: invalid(name) };
  } catch (thrown) {
    return { ok: false, error: toAppError(thrown) };
  }
}

function invalid(name: string): AppError {
  return { code: 'channel.message-invalid', params: {}, retry: 'never', detail: `answer to ${name}` };
}

/** An event that does not fit its schema is dropped. */
function hear<T>(bridge: Bridge, schema: z.ZodType<T>, event: IpcEvent, listener: (payload: T) => void): () => void {
  return bridge.on(event, (payload) => {
    const parsed = schema.safeParse(payload);
    if (parsed.success) listener(parsed.data);
  });
}

/** Every call of the contract over `bridge`; none of them throws. */
export function apiOver(bridge: Bridge) {
  return { ...windowCalls(bridge), ...testCalls(bridge), ...installationCalls(bridge), ...eventsOf(bridge) };
}

function windowCalls(bridge: Bridge) {
  return {
    snapshot: () => ask(bridge, resultSchema(ipcCalls.snapshot.value), 'snapshot', {}),
    storeSecret: (name: TypedSecret, value: string) =>
      ask(bridge, resultSchema(ipcCalls.storeSecret.value), 'storeSecret', { name, value }),
    judgePlace: () => ask(bridge, resultSchema(ipcCalls.judgePlace.value), 'judgePlace', {}),
    deleteAccountCertificate: () => ask(bridge, resultSchema(ipcCalls.deleteAccountCertificate.value), 'deleteAccountCertificate', {}),
    copyText: (text: string) => ask(bridge, resultSchema(ipcCalls.copyText.value), 'copyText', { text }),
    saveText: (argument: IpcArgument<'saveText'>) => ask(bridge, resultSchema(ipcCalls.saveText.value), 'saveText', argument),
    openSignInPage: () => ask(bridge, resultSchema(ipcCalls.openSignInPage.value), 'openSignInPage', {}),
    setLanguage: (language: Language) => ask(bridge, resultSchema(ipcCalls.setLanguage.value), 'setLanguage', { language }),
    closeWindow: () => ask(bridge, resultSchema(ipcCalls.closeWindow.value), 'closeWindow', {}),
  };
}

/** What asks somebody and changes nothing. */
function testCalls(bridge: Bridge) {
  return {
    signIn: (argument: IpcArgument<'signIn'>) => ask(bridge, resultSchema(ipcCalls.signIn.value), 'signIn', argument),
    cancelSignIn: () => ask(bridge, resultSchema(ipcCalls.cancelSignIn.value), 'cancelSignIn', {}),
    runHostChecks: (argument: IpcArgument<'runHostChecks'>) =>
      ask(bridge, resultSchema(ipcCalls.runHostChecks.value), 'runHostChecks', argument),
    runChecks: (argument: IpcArgument<'runChecks'>) => ask(bridge, resultSchema(ipcCalls.runChecks.value), 'runChecks', argument),
    cancelChecks: () => ask(bridge, resultSchema(ipcCalls.cancelChecks.value), 'cancelChecks', {}),
    testNetwork: (argument: IpcArgument<'testNetwork'>) => ask(bridge, resultSchema(ipcCalls.testNetwork.value), 'testNetwork', argument),
    cancelTestNetwork: () => ask(bridge, resultSchema(ipcCalls.cancelTestNetwork.value), 'cancelTestNetwork', {}),
    sendTestMail: (argument: IpcArgument<'sendTestMail'>) =>
      ask(bridge, resultSchema(ipcCalls.sendTestMail.value), 'sendTestMail', argument),
    cancelTestMail: () => ask(bridge, resultSchema(ipcCalls.cancelTestMail.value), 'cancelTestMail', {}),
    preview: (answers: IpcArgument<'preview'>) => ask(bridge, resultSchema(ipcCalls.preview.value), 'preview', answers),
    cancelPreview: () => ask(bridge, resultSchema(ipcCalls.cancelPreview.value), 'cancelPreview', {}),
  };
}

function installationCalls(bridge: Bridge) {
  return {
    connect: (answers: IpcArgument<'connect'>) => ask(bridge, resultSchema(ipcCalls.connect.value), 'connect', answers),
    cancelConnect: () => ask(bridge, resultSchema(ipcCalls.cancelConnect.value), 'cancelConnect', {}),
    acceptPlan: (plan: string) => ask(bridge, resultSchema(ipcCalls.acceptPlan.value), 'acceptPlan', { plan }),
    installed: () => ask(bridge, resultSchema(ipcCalls.installed.value), 'installed', {}),
    maintain: (act: IpcArgument<'maintain'>) => ask(bridge, resultSchema(ipcCalls.maintain.value), 'maintain', act),
  };
}

function eventsOf(bridge: Bridge) {
  return {
    onSetup: (listener: Listener<'setup'>) => hear(bridge, ipcEvents.setup, 'setup', listener),
    onSignIn: (listener: Listener<'signIn'>) => hear(bridge, ipcEvents.signIn, 'signIn', listener),
    onHop: (listener: Listener<'hop'>) => hear(bridge, ipcEvents.hop, 'hop', listener),
    onPreview: (listener: Listener<'preview'>) => hear(bridge, ipcEvents.preview, 'preview', listener),
  };
}

export function windowApi(): Api {
  return apiOver(window.connector);
}
