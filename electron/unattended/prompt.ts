/** Asks for a secret on the terminal; nothing of what is typed is shown. */
import type { ReadStream } from 'node:tty';
import { Failure } from '../../shared/errors.ts';

const keys: Readonly<Record<'enter' | 'back' | 'cancel', readonly string[]>> = {
  enter: ['\r', '\n'],
  back: ['\b', '\u007f'],
  cancel: ['\u0003', '\u0004'],
};
const longest = 1024;

/**
 * `ask` puts the question once nothing typed is shown any more. Throws `cancelled` on Ctrl+C, Ctrl+D or the signal, and
 * `answers.invalid` when nothing is typed.
 */
export async function typedUnseen(terminal: ReadStream, ask: () => void, signal: AbortSignal): Promise<string> {
  terminal.setRawMode(true);
  terminal.setEncoding('utf8');
  try {
    const typing = untilEnter(terminal);
    ask();
    const typed = await orCancelled(typing, signal);
    if (typed === '') throw new Failure('answers.invalid', { params: { field: 'secrets' }, detail: 'nothing was typed' });
    return typed;
  } finally {
    terminal.setRawMode(false);
    terminal.pause();
  }
}

/** What is waited for, unless the signal comes first: then `cancelled`. */
export function orCancelled<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = (): void => reject(new Failure('cancelled', { retry: 'never' }));
    if (signal.aborted) return cancel();
    signal.addEventListener('abort', cancel, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel));
  });
}

function untilEnter(terminal: ReadStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed: Typed = { text: [], end: null };
    const onData = (text: string): void => {
      for (const character of text) typed = withCharacter(typed, character);
      if (typed.end === null) return;
      terminal.off('data', onData);
      if (typed.end === 'enter') resolve(typed.text.join(''));
      else reject(new Failure('cancelled', { retry: 'never' }));
    };
    terminal.on('data', onData);
    terminal.resume();
  });
}

interface Typed {
  readonly text: readonly string[];
  readonly end: 'enter' | 'cancel' | null;
}

function withCharacter(typed: Typed, character: string): Typed {
  if (typed.end !== null) return typed;
  if (keys.enter.includes(character)) return { ...typed, end: 'enter' };
  if (keys.cancel.includes(character)) return { ...typed, end: 'cancel' };
  const text = keys.back.includes(character) ? typed.text.slice(0, -1) : [...typed.text, character].slice(0, longest);
  return { ...typed, text };
}
