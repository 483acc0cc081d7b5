import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../../electron/unattended/arguments.ts';
import { parseAnswers, parseSecrets } from '../../../../electron/unattended/input.ts';
import { toAppError } from '../../../../shared/errors.ts';

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
    expect(parseAnswers(JSON.stringify({ exchange }))).toEqual({ exchange, replace: false, newBlockLimitPercent: 10, language: 'en' });
  });

  it.each([
    ['a password', { exchange, password: secret }, 'password'],
    ['a password of the account', { exchange: { ...exchange, password: secret } }, 'exchange.password'],
    ['an address in place of a server', { exchange: { ...exchange, server: `https://${secret}/` } }, 'exchange.server'],
    ['a user without domain', { exchange: { ...exchange, user: secret } }, 'exchange.user'],
    ['an unknown type', { exchange: { ...exchange, type: 'cloud' } }, 'exchange.type'],
    ['a share over 100', { exchange, newBlockLimitPercent: 101 }, 'newBlockLimitPercent'],
    ['nothing', {}, 'exchange'],
  ])('with %s is refused naming the field, not the value', (_name, answers, field) => {
    const error = errorOf(() => parseAnswers(JSON.stringify(answers)));

    expect(error).toMatchObject({ code: 'answers.invalid', params: { field } });
    expect(JSON.stringify(error)).not.toContain(secret);
  });

  it('that is no JSON is refused', () => {
    expect(errorOf(() => parseAnswers('exchange:'))).toMatchObject({ code: 'answers.invalid' });
  });
});

describe('I3 secrets on standard input', () => {
  it('are one object; nothing means what the vault holds', () => {
    expect(parseSecrets(`{"exchangePassword":"${secret}"}\n`)).toEqual({ exchangePassword: secret });
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
      json: true,
      language: 'nl',
    });
    expect(parseCommand(['stop'])).toEqual({ verb: 'stop', json: false, language: null });
    expect(parseCommand(['--help'])).toEqual({ verb: 'help' });
  });

  it.each([
    [['install'], '--answers'],
    [['remove'], 'remove'],
    [['stop', 'now'], 'now'],
    [['install', '--answers', 'a', '--language', 'fr'], '--language'],
  ])('refuses %j with usage.wrong', (words, argument) => {
    expect(errorOf(() => parseCommand(words))).toMatchObject({ code: 'usage.wrong', params: { argument } });
  });

  it('refuses an option that it does not know, for instance one for a password', () => {
    expect(errorOf(() => parseCommand(['install', '--answers', 'a', '--password', secret]))).toMatchObject({ code: 'usage.wrong' });
  });
});
