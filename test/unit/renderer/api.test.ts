import { describe, expect, it } from 'vitest';
import { apiOver, type Bridge } from '../../../renderer/api.ts';
import type { Effect, WizardEvent } from '../../../renderer/wizard/events.ts';
import { type PageFields, perform } from '../../../renderer/wizard/perform.ts';

function bridge(answer: (name: string, argument: unknown) => unknown): Bridge & { readonly tell: (payload: unknown) => void } {
  const listeners = new Set<(payload: unknown) => void>();
  return {
    call: async (name, argument) => answer(name, argument),
    on: (_, listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tell: (payload) => {
      for (const listener of listeners) listener(payload);
    },
  };
}

describe('the only reader of window.connector', () => {
  it('gives a failed result for an answer that breaks the schema', async () => {
    const answer = await apiOver(bridge(() => ({ ok: true, value: { stored: 'yes' } }))).storeSecret('exchange-password', 'x');

    expect(answer).toMatchObject({ ok: false, error: { code: 'channel.message-invalid' } });
  });

  it('gives a failed result when the call itself is thrown out', async () => {
    const answer = await apiOver(bridge(() => Promise.reject(new Error('gone')))).closeWindow();

    expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
  });

  it('drops an event that breaks the schema, and all events after the subscription ended', () => {
    const heard: unknown[] = [];
    const from = bridge(() => null);
    const end = apiOver(from).onSetup((event) => heard.push(event.event));

    from.tell({ event: 'undone', step: 'commit' });
    from.tell({ event: 'undone', step: 'format-disk' });
    end();
    from.tell({ event: 'undone', step: 'commit' });

    expect(heard).toEqual(['undone']);
  });
});

/** A page with a password field. */
function pageWith(typed: string) {
  const page = { password: typed, focused: 0 };
  const fields: PageFields = {
    password: () => page.password,
    emptyPassword: () => {
      page.password = '';
    },
    focusFirstWrong: () => {
      page.focused += 1;
    },
  };
  return { page, fields };
}

const exchange = { type: 'on-premises', server: 'cas01', user: 'D\\u' } as const;
const given = { keepData: true, newBlockLimitPercent: 10 } as const;
const answers = { exchange, proxy: null, notification: null, mode: 'observe', replace: false, language: 'en', ...given } as const;
const failed = { ok: false, error: { code: 'internal', params: {}, retry: 'never' } };

describe('effects', () => {
  it.each<[Effect, string, string | null]>([
    [{ kind: 'storeSecrets', attempt: 4, names: ['proxy-password'] }, 'storeSecret', 'window stored'],
    [{ kind: 'runHostChecks', attempt: 4, only: null }, 'runHostChecks', 'checks ended'],
    [{ kind: 'testNetwork', attempt: 4, proxy: null, exchange }, 'testNetwork', 'connection ended'],
    [
      { kind: 'sendTestMail', attempt: 4, notification: { address: 'a@b.nl' }, way: { proxy: null, type: 'hosted' } },
      'sendTestMail',
      'account ended',
    ],
    [{ kind: 'signIn', attempt: 4, method: 'browser', proxy: null }, 'signIn', 'signIn ended'],
    [{ kind: 'runChecks', attempt: 4, answers, only: ['vault'] }, 'runChecks', 'checks ended'],
    [{ kind: 'preview', attempt: 4, answers }, 'preview', 'review ended'],
    [{ kind: 'connect', attempt: 4, answers }, 'connect', 'connect ended'],
    [{ kind: 'acceptPlan', attempt: 4, plan: 'p' }, 'acceptPlan', 'connect ended'],
    [{ kind: 'judgePlace' }, 'judgePlace', 'done placeTold'],
    [{ kind: 'deleteAccountCertificate' }, 'deleteAccountCertificate', 'done deleted'],
    [{ kind: 'copyText', text: 'x' }, 'copyText', null],
    [{ kind: 'saveText', name: 'x.txt', text: 'x' }, 'saveText', null],
    [{ kind: 'cancelSignIn' }, 'cancelSignIn', null],
    [{ kind: 'cancelChecks' }, 'cancelChecks', null],
    [{ kind: 'cancelTestNetwork' }, 'cancelTestNetwork', null],
    [{ kind: 'cancelTestMail' }, 'cancelTestMail', null],
    [{ kind: 'cancelPreview' }, 'cancelPreview', null],
    [{ kind: 'openSignInPage' }, 'openSignInPage', null],
    [{ kind: 'cancelConnect' }, 'cancelConnect', null],
    [{ kind: 'setLanguage', language: 'nl' }, 'setLanguage', null],
    [{ kind: 'closeWindow' }, 'closeWindow', null],
  ])('%j make the call %s and answer with %s', async (effect, call, answer) => {
    const calls: string[] = [];
    const events: WizardEvent[] = [];
    const answering = bridge((name) => {
      calls.push(name);
      return failed;
    });
    const api = apiOver(answering);
    await perform(effect, { api, send: (event) => void events.push(event), page: pageWith('secret').fields });

    expect(calls).toEqual([call]);
    expect(events.map((event) => `${event.on} ${event.kind}`)).toEqual(answer === null ? [] : [answer]);
    expect(JSON.stringify(events)).not.toContain('secret');
  });

  it.each<[Effect, unknown, readonly WizardEvent[]]>([
    [{ kind: 'copyText', text: 'x' }, {}, [{ on: 'window', kind: 'said', what: 'copied' }]],
    [{ kind: 'saveText', name: 'x.txt', text: 'x' }, { isSaved: true }, [{ on: 'window', kind: 'said', what: 'saved' }]],
    [{ kind: 'saveText', name: 'x.txt', text: 'x' }, { isSaved: false }, []],
  ])('%j, answered %j, tell %j', async (effect, value, told) => {
    const events: WizardEvent[] = [];
    const api = apiOver(bridge(() => ({ ok: true, value })));
    await perform(effect, { api, send: (event) => void events.push(event), page: pageWith('').fields });

    expect(events).toEqual(told);
  });

  it.each([
    ['empty the field of a password that is stored', { ok: true, value: { stored: true } }, ''],
    ['leave a password that the vault refused where it was typed', failed, 'secret'],
  ])('%s', async (_name, answer, left) => {
    const { page, fields } = pageWith('secret');
    const store: Effect = { kind: 'storeSecrets', attempt: 1, names: ['exchange-password'] };
    await perform(store, { api: apiOver(bridge(() => answer)), send: () => undefined, page: fields });

    expect(page.password).toBe(left);
  });

  it('put the focus into the first wrong field without asking main anything', async () => {
    const { page, fields } = pageWith('');
    const calls: string[] = [];
    const api = apiOver(bridge((name) => calls.push(name)));
    await perform({ kind: 'focusFirstWrong' }, { api, send: () => undefined, page: fields });

    expect([page.focused, calls]).toEqual([1, []]);
  });
});
