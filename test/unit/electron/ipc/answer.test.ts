import { describe, expect, it } from 'vitest';
import { type Answering, answerCall, type Handlers, mayTell, type Sender } from '../../../../electron/ipc/answer.ts';
import { bridgeOver, type Wire } from '../../../../electron/ipc/bridge.ts';
import { Failure } from '../../../../shared/errors.ts';
import { ipcCalls, ipcEvents } from '../../../../shared/ipc/contract.ts';

const ownPage = 'file:///opt/connector/dist/renderer/index.html';
const own: Sender = { isMainFrame: true, address: ownPage };
const secret = 'S3cret-of-the-person';

function answering(overrides: Partial<Handlers> = {}) {
  const asked: string[] = [];
  const refused: unknown[] = [];
  const done = (name: string) => async () => {
    asked.push(name);
    return {};
  };
  const handlers: Handlers = {
    snapshot: async () => ({
      version: '1.0.0',
      language: 'en',
      rehearsal: false,
      draft: { exchange: {} },
      stored: [],
      tenantId: null,
      folder: [],
      installed: null,
    }),
    storeSecret: async () => {
      asked.push('storeSecret');
      return { stored: true };
    },
    signIn: async () => ({ kind: 'failed', error: { code: 'cancelled', params: {}, retry: 'never' } }),
    cancelSignIn: done('cancelSignIn'),
    runHostChecks: async () => [],
    runChecks: async () => [],
    testNetwork: async () => [],
    cancelTestNetwork: done('cancelTestNetwork'),
    sendTestMail: async () => ({ kind: 'stage', stage: 'send' }),
    cancelTestMail: done('cancelTestMail'),
    preview: () => Promise.reject(new Failure('cancelled')),
    cancelPreview: done('cancelPreview'),
    installed: async () => null,
    maintain: async () => ({ kind: 'unchanged' }),
    judgePlace: async () => ({ kind: 'unknown' }),
    deleteAccountCertificate: async () => ({ isGone: true }),
    saveText: async () => ({ isSaved: false }),
    cancelChecks: done('cancelChecks'),
    connect: async () => ({ kind: 'cancelled' }),
    cancelConnect: done('cancelConnect'),
    acceptPlan: async () => ({ kind: 'cancelled' }),
    copyText: done('copyText'),
    openSignInPage: done('openSignInPage'),
    setLanguage: done('setLanguage'),
    closeWindow: done('closeWindow'),
    ...overrides,
  };
  const all: Answering = { handlers, ownPage, refused: (message, data) => refused.push({ message, data }) };
  return { all, asked, refused };
}

describe('a call from the window', () => {
  it('is answered when our own page asks, also with a hash in its address', async () => {
    const { all, asked } = answering();

    expect(
      await answerCall(all, 'storeSecret', { ...own, address: `${ownPage}#accounts` }, { name: 'exchange-password', value: secret }),
    ).toEqual({
      ok: true,
      value: { stored: true },
    });
    expect(asked).toEqual(['storeSecret']);
  });

  it.each<[string, Sender]>([
    ['a frame inside the page', { isMainFrame: false, address: ownPage }],
    ['another file', { isMainFrame: true, address: 'file:///tmp/evil.html' }],
    ['a file whose name begins like ours', { isMainFrame: true, address: `${ownPage}.evil.html` }],
    ['a web page', { isMainFrame: true, address: 'https://example.com/index.html' }],
    ['a frame that is gone', { isMainFrame: true, address: '' }],
  ])('is refused and logged when %s asks, and nothing is done', async (_name, sender) => {
    const { all, asked, refused } = answering();

    const answer = await answerCall(all, 'storeSecret', sender, { name: 'exchange-password', value: secret });

    expect(answer).toMatchObject({ ok: false, error: { code: 'channel.owner-unproven' } });
    expect(asked).toEqual([]);
    expect(refused).toHaveLength(1);
  });

  it.each([
    ['a missing field', { name: 'exchange-password' }],
    ['an unknown secret', { name: 'pin', value: secret }],
    ['another type', { name: 'exchange-password', value: 7 }],
    ['one field too many', { name: 'exchange-password', value: secret, more: true }],
    ['nothing', undefined],
    ['a text in place of an object', secret],
  ])('with %s is refused, and what was sent is not repeated', async (_name, argument) => {
    const { all, asked, refused } = answering();

    const answer = await answerCall(all, 'storeSecret', own, argument);

    expect(answer).toMatchObject({ ok: false, error: { code: 'channel.message-invalid' } });
    expect(asked).toEqual([]);
    expect(JSON.stringify([answer, refused])).not.toContain(secret);
  });

  it('turns a Failure into its error and anything else into internal, never into a throw', async () => {
    const failing = answering({ storeSecret: () => Promise.reject(new Failure('vault.locked')) });
    const broken = answering({ storeSecret: () => Promise.reject(new Error('boom')) });

    expect(await answerCall(failing.all, 'storeSecret', own, { name: 'exchange-password', value: 'x' })).toMatchObject({
      ok: false,
      error: { code: 'vault.locked' },
    });
    expect(await answerCall(broken.all, 'storeSecret', own, { name: 'exchange-password', value: 'x' })).toMatchObject({
      ok: false,
      error: { code: 'internal' },
    });
  });

  it('withholds an answer that breaks the contract, for instance one with a secret too many', async () => {
    const leaking = async () => ({ stored: true, password: secret }) as const;
    const { all } = answering({ storeSecret: leaking });

    const answer = await answerCall(all, 'storeSecret', own, { name: 'exchange-password', value: 'x' });

    expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(answer)).not.toContain(secret);
  });
});

describe('an event for the window', () => {
  it('goes out when it keeps the contract, and is withheld without being repeated when it does not', () => {
    const refused: unknown[] = [];
    const told = (payload: unknown): boolean => mayTell('setup', payload, (message, data) => refused.push([message, data]));

    expect(told({ event: 'undone', step: 'commit' })).toBe(true);
    expect(told({ event: 'undone', step: 'commit', password: secret })).toBe(false);
    expect(refused).toHaveLength(1);
    expect(JSON.stringify(refused)).not.toContain(secret);
  });
});

describe('what the preload script puts into the window', () => {
  function wire() {
    const sent: string[] = [];
    const listeners = new Map<string, (event: unknown, payload: unknown) => void>();
    const all: Wire = {
      invoke: async (channel) => void sent.push(channel),
      on: (channel, listener) => listeners.set(channel, listener),
      removeListener: (channel) => listeners.delete(channel),
    };
    return { all, sent, listeners };
  }

  it('passes every call of the contract on, and is frozen', async () => {
    const { all, sent } = wire();
    const bridge = bridgeOver(all);

    for (const name of Object.keys(ipcCalls)) await Reflect.apply(bridge.call, bridge, [name, {}]);

    expect(sent).toEqual(Object.keys(ipcCalls).map((name) => `connector:${name}`));
    expect(Object.isFrozen(bridge)).toBe(true);
  });

  it.each(['unknown', 'constructor', '__proto__', 'toString', 'setup'])('refuses the call %s, which the contract does not have', (name) => {
    const { all, sent } = wire();
    const bridge = bridgeOver(all);

    expect(() => Reflect.apply(bridge.call, bridge, [name, {}])).toThrow('unknown call');
    expect(sent).toEqual([]);
  });

  it('refuses a subscription that the contract does not have', () => {
    const { all, listeners } = wire();
    const bridge = bridgeOver(all);

    expect(() => Reflect.apply(bridge.on, bridge, ['storeSecret', () => undefined])).toThrow('unknown event');
    expect(listeners.size).toBe(0);
  });

  it('hands over the payload without the event object of Electron, until the subscription ends', () => {
    const { all, listeners } = wire();
    const seen: unknown[] = [];
    const [event = 'setup'] = Object.keys(ipcEvents);

    const end = bridgeOver(all).on('setup', (...given) => seen.push(given));
    listeners.get(`connector:${event}`)?.({ sender: 'secret door' }, { event: 'undone', step: 'commit' });
    end();

    expect(seen).toEqual([[{ event: 'undone', step: 'commit' }]]);
    expect(listeners.size).toBe(0);
  });
});
