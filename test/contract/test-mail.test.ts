/** B18, Q9: the engine's program sends the test mail and tells each stage, as set-up runs it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkLineSchema, mailLineSchema } from '../../shared/setup/engine-verbs.ts';
import { commandLine, runProgram } from '../rehearsal/programs.ts';
import { raiseStage, rehearsalAccount, type Stage } from '../rehearsal/stage.ts';

const data = mkdtempSync(join(tmpdir(), 'ec-test-mail-'));
const exchangePassword = 'canary-exchange-password-2207';
const found = 'https://mail.contoso.test/EWS/Exchange.asmx';
let stage: Stage;

beforeAll(async () => {
  stage = await raiseStage({ data, devices: 20, seed: 9, exchangePassword });
});
afterAll(async () => {
  await stage.rehearsal.stop();
  rmSync(data, { recursive: true, force: true });
});

async function run(verb: 'test-mail' | 'check', input: object, environment: NodeJS.ProcessEnv = stage.environment) {
  const ended = await runProgram(commandLine, [verb, '--json'], environment, JSON.stringify(input));
  expect(`${ended.output}${ended.problems}`).not.toContain(stage.notification.password);
  return { ...ended, lines: ended.output.split('\n').filter((line) => line !== '') };
}

function mailInput(change: object = {}) {
  const { address, password } = stage.notification;
  return { notification: { address }, notificationPassword: password, ...change };
}

const lines = (ended: { readonly lines: readonly string[] }) => ended.lines.map((line) => mailLineSchema.parse(JSON.parse(line)));

describe('test-mail', () => {
  it('goes to the mailbox itself, which Autodiscover finds, and says each stage', async () => {
    const ended = await run('test-mail', mailInput());

    expect(lines(ended)).toEqual([
      { kind: 'stage', stage: 'autodiscover' },
      { kind: 'stage', stage: 'connect' },
      { kind: 'stage', stage: 'send' },
      { kind: 'sent', to: stage.notification.address, webServices: found },
    ]);
    expect(ended).toMatchObject({ code: 0, problems: '' });
    const { subject, html, to } = stage.rehearsal.mail.outbox.at(-1) ?? {};
    expect({ subject, to }).toEqual({ subject: expect.stringContaining('Test mail'), to: stage.notification.address });
    expect(html).toContain('You do not have to do anything');
  });

  it('goes to somebody else, in Dutch, through the address that is configured', async () => {
    const to = stage.rehearsal.organization.people()[2]?.primarySmtpAddress;
    const { webServices } = stage.rehearsal.mail;

    const ended = await run('test-mail', mailInput({ to, webServices, language: 'nl' }));

    expect(lines(ended).at(0)).toEqual({ kind: 'stage', stage: 'connect' });
    expect(lines(ended).at(-1)).toEqual({ kind: 'sent', to, webServices });
    expect(stage.rehearsal.mail.outbox.at(-1)).toMatchObject({
      to,
      person: { primarySmtpAddress: to },
      html: expect.stringContaining('U hoeft niets te doen'),
    });
  });

  it('ends with the failure as a line, and with exit code 1', async () => {
    const ended = await run('test-mail', mailInput({ notificationPassword: 'wrong' }));

    expect(ended.code).toBe(1);
    expect(lines(ended)).toMatchObject([
      { kind: 'stage', stage: 'autodiscover' },
      { kind: 'failed', error: { code: 'mail.access-denied', params: { address: stage.notification.address } } },
    ]);
  });

  it('heeds the names of a rehearsal only in a rehearsal', async () => {
    const { EXCHANGE_CONNECTOR_OPENER: _, ...outside } = stage.environment;
    const before = stage.rehearsal.mail.exchanges.length;

    const ended = await run('test-mail', mailInput({ webServices: found }), outside);

    expect(lines(ended).at(-1)).toMatchObject({
      kind: 'failed',
      error: { code: 'mail.unreachable', params: { host: 'mail.contoso.test' } },
    });
    expect(stage.rehearsal.mail.exchanges).toHaveLength(before);
  });
});

describe('the connection test', () => {
  const input = (change: object = {}) => ({
    exchange: { type: 'on-premises', server: stage.server, user: rehearsalAccount },
    exchangePassword,
    accountCertificate: null,
    only: ['mail-reach'],
    ...mailInput(),
    ...change,
  });
  const results = (ended: { readonly lines: readonly string[] }) =>
    ended.lines.map((line) => checkLineSchema.parse(JSON.parse(line))).flatMap((line) => (line.kind === 'check' ? [line.result] : []));

  it('reaches the mailbox and sends nothing', async () => {
    const sent = stage.rehearsal.mail.outbox.length;

    const ended = await run('check', input());

    expect(results(ended)).toMatchObject([{ id: 'mail-reach', verdict: 'pass', measured: [{ key: 'text', params: { text: found } }] }]);
    expect(ended.code).toBe(0);
    expect(stage.rehearsal.mail.outbox).toHaveLength(sent);
  });

  it('says what is wrong with the account, or that its password is missing', async () => {
    expect(results(await run('check', input({ notificationPassword: 'wrong' })))).toMatchObject([
      { id: 'mail-reach', verdict: 'fail', error: { code: 'mail.access-denied' } },
    ]);
    expect(results(await run('check', input({ notificationPassword: null })))).toMatchObject([
      { id: 'mail-reach', verdict: 'fail', error: { code: 'secret.missing', params: { name: 'notification-password' } } },
    ]);
  });

  it('says nothing about a mailbox that nobody gave', async () => {
    expect(results(await run('check', input({ notification: null, notificationPassword: null })))).toEqual([]);
  });
});

describe('the password of the notification mailbox', () => {
  it('stands in no file of the rehearsal, the request log and the engine', () => {
    const { password } = stage.notification;
    const traces = [password, Buffer.from(`${stage.notification.address}:${password}`).toString('base64')];
    const files = readdirSync(data, { recursive: true, encoding: 'utf8' }).map((name) => join(data, name));
    const texts = files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file, 'latin1'));

    expect(texts.length).toBeGreaterThan(3);
    expect(texts.filter((text) => traces.some((trace) => text.includes(trace)))).toEqual([]);
  });
});
