import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseCommand } from '../../../../electron/unattended/arguments.ts';
import { parseAnswers, parseSecrets } from '../../../../electron/unattended/input.ts';
import { toAppError } from '../../../../shared/errors.ts';
import { answerFileSchema, answerFiles, answerVerbs } from '../../../../shared/setup/answer-file.ts';

const secret = 'S3cret-of-the-person';
const exchange = { type: 'on-premises', server: 'cas01.contoso.com', user: 'CONTOSO\\svc-connector' };

function errorOf(work: () => unknown) {
  try {
    work();
    return null;
  } catch (thrown) {
    return toAppError(thrown);
  }
}

describe('W10 the answer file', () => {
  it('gets the defaults for what it leaves out', () => {
    expect(parseAnswers('install', JSON.stringify({ exchange }))).toEqual({
      exchange,
      proxy: null,
      notification: null,
      mode: 'observe',
      replace: false,
      keepData: true,
      service: { kind: 'virtual' },
      newBlockLimitPercent: 10,
      language: 'en',
      secrets: {},
    });
  });

  it.each([
    ['an unknown field', { exchange, colour: secret }, 'colour'],
    ['an address in place of a server', { exchange: { ...exchange, server: `https://${secret}/` } }, 'exchange.server'],
    ['a user without domain', { exchange: { ...exchange, user: secret } }, 'exchange.user'],
    ['an unknown type', { exchange: { ...exchange, type: 'cloud' } }, 'exchange.type'],
    ['a share over 100', { exchange, newBlockLimitPercent: 101 }, 'newBlockLimitPercent'],
    ['nothing', {}, 'exchange'],
  ])('with %s is refused naming the field, not the value', (_name, answers, field) => {
    const error = errorOf(() => parseAnswers('install', JSON.stringify(answers)));

    expect(error).toMatchObject({ code: 'answers.invalid', params: { field } });
    expect(JSON.stringify(error)).not.toContain(secret);
  });

  it.each([
    ['a password', { exchange, password: secret }, 'password'],
    ['a password of the account', { exchange: { ...exchange, password: secret } }, 'exchange.password'],
    ['a password by another name', { exchange: { ...exchange, 'Pass-Word': secret } }, 'exchange.Pass-Word'],
    ['a key', { exchange, signing_key: secret }, 'signing_key'],
    ['a PIN deep inside what nobody knows', { exchange, more: [{ of: { pin: 1234 } }] }, 'more.0.of.pin'],
    ['the secret itself where its source belongs', { exchange, secrets: { 'exchange-password': secret } }, 'secrets.exchange-password'],
    ['a private key under a harmless name', { exchange, note: `-----BEGIN PRIVATE KEY-----${secret}` }, 'note'],
    ['an address with a password in it', { exchange: { ...exchange, server: `https://svc:${secret}@mail/` } }, 'exchange.server'],
  ])('with %s is refused whole: answers.secret names the field, never the value', (_name, answers, field) => {
    const error = errorOf(() => parseAnswers('install', JSON.stringify(answers)));

    expect(error).toMatchObject({ code: 'answers.secret', params: { field } });
    expect(JSON.stringify(error)).not.toContain(secret);
  });

  it('names where secrets come from', () => {
    const file = { exchange, secrets: { 'exchange-password': 'prompt', 'proxy-password': 'vault' } };

    expect(parseAnswers('install', JSON.stringify(file)).secrets).toEqual(file.secrets);
  });

  it.each(answerVerbs)('of %s is what its JSON Schema describes: no other fields, and the same ones are needed', (verb) => {
    const schema = z
      .looseObject({ required: z.array(z.string()).default([]), additionalProperties: z.literal(false) })
      .parse(answerFileSchema(verb));

    expect(answerFiles[verb].safeParse({}).error?.issues.map((issue) => issue.path[0]) ?? []).toEqual(schema.required);
  });

  it('that is no JSON is refused', () => {
    expect(errorOf(() => parseAnswers('install', 'exchange:'))).toMatchObject({ code: 'answers.invalid' });
  });
});

describe('I3 secrets on standard input', () => {
  it('are one object; nothing means what the vault holds', () => {
    expect(parseSecrets(`{"exchangePassword":"${secret}"}\n`)).toEqual({ 'exchange-password': secret });
    expect(parseSecrets(`{"exchange-password":"${secret}","proxy-password":"p"}`)).toEqual({
      'exchange-password': secret,
      'proxy-password': 'p',
    });
    expect(parseSecrets('')).toEqual({});
  });

  it.each([secret, `{"exchangePassword":"${secret}`, `{"password":"${secret}"}`, `["${secret}"]`])(
    'are refused in another form without being repeated',
    (text) => {
      const error = errorOf(() => parseSecrets(text));

      expect(error).toMatchObject({ code: 'answers.invalid' });
      expect(JSON.stringify(error)).not.toContain(secret);
    },
  );
});

describe('the command line', () => {
  it('reads its verbs', () => {
    expect(parseCommand(['install', '--answers', 'a.json', '--json', '--language', 'nl'])).toEqual({
      verb: 'install',
      answers: 'a.json',
      bundle: null,
      keepAccountCertificate: false,
      json: true,
      language: 'nl',
    });
    expect(parseCommand(['stop'])).toEqual({ verb: 'stop', json: false, language: null });
    expect(parseCommand(['--help'])).toMatchObject({ verb: 'help' });
    expect(parseCommand(['schema', 'uninstall'])).toEqual({ verb: 'schema', of: 'uninstall' });
    expect(parseCommand(['uninstall'])).toMatchObject({ verb: 'uninstall', answers: null });
  });

  it.each([
    [['install'], '--answers'],
    [['remove'], 'remove'],
    [['stop', 'now'], 'now'],
    [['edit-proxy'], '--answers'],
    [['edit-proxy', '--answers', 'a', '--bundle', 'b'], '--bundle'],
    [['uninstall', '--keep-account-certificate'], '--keep-account-certificate'],
    [['schema', 'stop'], 'stop'],
    [['status', '--answers', 'a'], '--answers'],
    [['install', '--answers', 'a', '--language', 'fr'], '--language'],
  ])('refuses %j with usage.wrong', (words, argument) => {
    expect(errorOf(() => parseCommand(words))).toMatchObject({ code: 'usage.wrong', params: { argument } });
  });

  it('refuses an option that it does not know, for instance one for a password', () => {
    expect(errorOf(() => parseCommand(['install', '--answers', 'a', '--password', secret]))).toMatchObject({ code: 'usage.wrong' });
  });
});
