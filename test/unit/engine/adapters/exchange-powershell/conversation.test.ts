import { describe, expect, it } from 'vitest';
import { Conversation, type Speaker } from '../../../../../engine/adapters/exchange-powershell/conversation.ts';
import { systemClock } from '../../../../../shared/host/clock.ts';

class Script implements Speaker {
  readonly complaint = 'last words';
  readonly written: string[] = [];
  readonly speechless: Promise<void>;
  #take: (text: string) => void = () => undefined;
  #die: () => void = () => undefined;

  constructor() {
    this.speechless = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  onText(take: (text: string) => void): void {
    this.#take = take;
  }

  write(line: string): void {
    this.written.push(line.trim());
  }

  say(text: string): void {
    this.#take(text);
  }

  die(): void {
    this.#die();
  }
}

function talk() {
  const script = new Script();
  return { script, conversation: new Conversation(script, systemClock) };
}

const patient = { milliseconds: 60_000, signal: null };
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('conversation with PowerShell', () => {
  it('sends one request at a time, in order', async () => {
    const { script, conversation } = talk();
    const first = conversation.ask({ verb: 'hello' }, patient);
    const second = conversation.ask({ verb: 'rights' }, patient);
    await settled();
    expect(script.written).toEqual(['1 hello']);

    script.say('BEGIN 1\nEND 1 0 ok\n');
    await first;
    await settled();
    expect(script.written).toEqual(['1 hello', '2 rights']);

    script.say('BEGIN 2\nEND 2 0 ok\n');
    expect(await second).toMatchObject({ id: 2 });
  });

  it('settles what was asked and what waits behind it when the process dies, with its last words', async () => {
    const { script, conversation } = talk();
    const asked = [conversation.ask({ verb: 'hello' }, patient), conversation.ask({ verb: 'rights' }, patient)];
    const outcomes = Promise.allSettled(asked);
    await settled();
    script.die();

    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { error: { code: 'powershell.ended', detail: 'last words' } } });
    }
    await expect(conversation.ask({ verb: 'hello' }, patient)).rejects.toThrow('powershell.ended');
  });

  it('says nothing more after a missed deadline', async () => {
    const { script, conversation } = talk();
    await expect(conversation.ask({ verb: 'hello' }, { milliseconds: 5, signal: null })).rejects.toThrow('powershell.timeout');
    script.say('BEGIN 1\nEND 1 0 ok\n');

    await expect(conversation.ask({ verb: 'rights' }, patient)).rejects.toThrow('powershell.timeout');
    expect(conversation.isOver).toBe(true);
    expect(script.written).toEqual(['1 hello']);
  });

  it('frees the caller at once on cancellation, and hears the reply to its end before the next request', async () => {
    const { script, conversation } = talk();
    const stop = new AbortController();
    const cancelled = conversation.ask({ verb: 'hello' }, { milliseconds: 60_000, signal: stop.signal });
    const next = conversation.ask({ verb: 'rights' }, patient);
    await settled();
    stop.abort();
    await expect(cancelled).rejects.toThrow('cancelled');
    expect(script.written).toEqual(['1 hello']);

    script.say('BEGIN 1\nEND 1 0 ok\nBEGIN ');
    await settled();
    expect(script.written).toEqual(['1 hello', '2 rights']);
    script.say('2\nEND 2 0 ok\n');
    expect(await next).toMatchObject({ id: 2, status: 'ok' });
  });

  it('never sends a request that was cancelled while it waited', async () => {
    const { script, conversation } = talk();
    const first = conversation.ask({ verb: 'hello' }, patient);
    const cancelled = conversation.ask({ verb: 'rights' }, { milliseconds: 60_000, signal: AbortSignal.abort() });
    await expect(cancelled).rejects.toThrow('cancelled');
    await settled();
    script.say('BEGIN 1\nEND 1 0 ok\n');
    await first;
    await settled();

    expect(script.written).toEqual(['1 hello']);
  });

  it('refuses a reply that nobody asked for', async () => {
    const { script, conversation } = talk();
    const asked = conversation.ask({ verb: 'hello' }, patient);
    await settled();
    script.say('BEGIN 5\nEND 5 0 ok\n');

    await expect(asked).rejects.toThrow('exchange.reply-invalid');
    await expect(conversation.ask({ verb: 'hello' }, patient)).rejects.toThrow('exchange.session-lost');
  });

  it('settles a reply of which the process died in the middle, and takes nothing of it', async () => {
    const { script, conversation } = talk();
    const asked = conversation.ask({ verb: 'hello' }, patient);
    await settled();
    script.say('BEGIN 1\n{"record":"facts"}\n{"reco');
    script.die();

    await expect(asked).rejects.toThrow('powershell.ended');
  });

  it('is not kept alive by noise: the deadline is one of the reply', async () => {
    const { script, conversation } = talk();
    const asked = conversation.ask({ verb: 'hello' }, { milliseconds: 50, signal: null });
    const noise = setInterval(() => script.say('noise\n'), 5);

    await expect(asked).rejects.toThrow('powershell.timeout');
    clearInterval(noise);
  });
});
