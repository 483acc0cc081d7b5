/** The only reader of `window.connector`. What comes back is parsed; what does not fit becomes a failed result. */
import type { z } from 'zod';
import { type AppError, toAppError } from '../shared/errors.ts';
import { type IpcArgument, type IpcCall, type IpcEvent, type IpcPayload, ipcCalls, ipcEvents } from '../shared/ipc/contract.ts';
import { type Result, resultSchema } from '../shared/result.ts';
import type { Language } from '../shared/setup/answers.ts';

export interface Bridge {
  call(name: IpcCall, argument: unknown): Promise<unknown>;
  /** Gives the function that ends the subscription. */
  on(event: IpcEvent, listener: (payload: unknown) => void): () => void;
}

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

/** Every call of the contract over `bridge`; none of them throws. */
export function apiOver(bridge: Bridge) {
  return {
    snapshot: () => ask(bridge, resultSchema(ipcCalls.snapshot.value), 'snapshot', {}),
    storePassword: (value: string) => ask(bridge, resultSchema(ipcCalls.storePassword.value), 'storePassword', { value }),
    signIn: () => ask(bridge, resultSchema(ipcCalls.signIn.value), 'signIn', {}),
    cancelSignIn: () => ask(bridge, resultSchema(ipcCalls.cancelSignIn.value), 'cancelSignIn', {}),
    runChecks: (answers: IpcArgument<'runChecks'>) => ask(bridge, resultSchema(ipcCalls.runChecks.value), 'runChecks', answers),
    cancelChecks: () => ask(bridge, resultSchema(ipcCalls.cancelChecks.value), 'cancelChecks', {}),
    connect: (answers: IpcArgument<'connect'>) => ask(bridge, resultSchema(ipcCalls.connect.value), 'connect', answers),
    cancelConnect: () => ask(bridge, resultSchema(ipcCalls.cancelConnect.value), 'cancelConnect', {}),
    acceptPlan: (plan: string) => ask(bridge, resultSchema(ipcCalls.acceptPlan.value), 'acceptPlan', { plan }),
    copyText: (text: string) => ask(bridge, resultSchema(ipcCalls.copyText.value), 'copyText', { text }),
    openSignInPage: () => ask(bridge, resultSchema(ipcCalls.openSignInPage.value), 'openSignInPage', {}),
    setLanguage: (language: Language) => ask(bridge, resultSchema(ipcCalls.setLanguage.value), 'setLanguage', { language }),
    closeWindow: () => ask(bridge, resultSchema(ipcCalls.closeWindow.value), 'closeWindow', {}),
    /** An event that does not fit its schema is dropped. */
    onSetup: (listener: (payload: IpcPayload<'setup'>) => void) =>
      bridge.on('setup', (payload) => {
        const parsed = ipcEvents.setup.safeParse(payload);
        if (parsed.success) listener(parsed.data);
      }),
    onSignIn: (listener: (payload: IpcPayload<'signIn'>) => void) =>
      bridge.on('signIn', (payload) => {
        const parsed = ipcEvents.signIn.safeParse(payload);
        if (parsed.success) listener(parsed.data);
      }),
  };
}

export function windowApi(): Api {
  return apiOver(window.connector);
}
