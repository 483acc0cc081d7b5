/** The guards of a call from the window, without Electron: who asks, what is asked, what is answered. */
import type { AppError } from '../../shared/errors.ts';
import { type IpcCall, type IpcEvent, type IpcParsed, type IpcValue, ipcAnswer, ipcCalls, ipcEvents } from '../../shared/ipc/contract.ts';
import { attempt, type Result } from '../../shared/result.ts';

export type Handlers = { readonly [C in IpcCall]: (argument: IpcParsed<C>) => Promise<IpcValue<C>> };

/** Where a call comes from, as Electron tells. */
export interface Sender {
  readonly isMainFrame: boolean;
  /** Address of the page in the frame; empty when the frame is gone. */
  readonly address: string;
}

export type Refused = (message: string, data: Readonly<Record<string, unknown>>) => void;

export interface Answering {
  readonly handlers: Handlers;
  /** Throws for a call that may not be made now. */
  readonly admit?: (call: IpcCall) => Promise<void>;
  /** The one page that may ask, as a file address. */
  readonly ownPage: string;
  readonly refused: Refused;
}

/** Answers call `name`: always a result, never a throw, and nothing is done for a stranger or with an argument that does not fit. */
export async function answerCall<C extends IpcCall>(
  answering: Answering,
  name: C,
  sender: Sender,
  argument: unknown,
): Promise<Result<unknown>> {
  if (!isOwnPage(sender, answering.ownPage)) {
    answering.refused('call from a foreign page refused', { call: name, address: sender.address, isMainFrame: sender.isMainFrame });
    return { ok: false, error: refusal('channel.owner-unproven', name) };
  }
  const parsed = ipcCalls[name].argument.safeParse(argument);
  if (!parsed.success) {
    // Only where it does not fit: the value may be a password.
    answering.refused('call with a wrong argument refused', {
      call: name,
      fields: parsed.error.issues.map((issue) => issue.path.join('.')),
    });
    return { ok: false, error: refusal('channel.message-invalid', name) };
  }
  const handler: (argument: unknown) => Promise<unknown> = (one) => Reflect.apply(answering.handlers[name], undefined, [one]);
  const answer = attempt(async () => {
    await answering.admit?.(name);
    return handler(parsed.data);
  });
  return checkedAnswer(answering, name, await answer);
}

function checkedAnswer(answering: Answering, name: IpcCall, result: Result<unknown>): Result<unknown> {
  const answer = ipcAnswer(name).safeParse(result);
  if (answer.success) return result;
  answering.refused('answer that breaks the contract withheld', { call: name });
  return { ok: false, error: refusal('internal', name) };
}

/** Whether an event may go to the window: one that breaks the contract, for instance with a field too many, is withheld. */
export function mayTell(name: IpcEvent, payload: unknown, refused: Refused): boolean {
  const isGood = ipcEvents[name].safeParse(payload).success;
  if (!isGood) refused('event that breaks the contract withheld', { event: name });
  return isGood;
}

function isOwnPage(sender: Sender, ownPage: string): boolean {
  return sender.isMainFrame && sender.address.replace(/[?#].*$/, '') === ownPage;
}

function refusal(code: AppError['code'], call: IpcCall): AppError {
  return { code, params: {}, retry: 'never', detail: `call ${call}` };
}
