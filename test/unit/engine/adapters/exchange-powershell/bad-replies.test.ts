/** Bad input from the process: replies that are oversized, malformed, or not the one asked for (must show 7). */
import { describe } from 'vitest';
import type { z } from 'zod';
import { failureOf } from '../../../../../engine/adapters/exchange-powershell/classify.ts';
import { Conversation } from '../../../../../engine/adapters/exchange-powershell/conversation.ts';
import { FrameParser, frameLimits } from '../../../../../engine/adapters/exchange-powershell/frames.ts';
import { onlyMeant } from '../../../../../engine/adapters/exchange-powershell/identity.ts';
import { onlyLevel } from '../../../../../engine/adapters/exchange-powershell/records.ts';
import { deviceRecord, mailboxRecord, parseReply, settingsRecord } from '../../../../../engine/adapters/exchange-powershell/schema.ts';
import { systemClock } from '../../../../../shared/host/clock.ts';
import { type BadInput, eachGetsItsCode } from './bad-input-table.ts';

const guid = '11111111-2222-4333-8444-555555555555';
const device = {
  ...{ record: 'device', guid, owner: 'CN=Ann', deviceId: 'ABC', friendlyName: '', type: '', model: '', system: '', userAgent: '' },
  ...{ state: 'Allowed', stateReason: '', firstSync: '', changed: '' },
};
const mailbox = {
  ...{ record: 'mailbox', guid, name: 'CN=Ann', displayName: '', address: '', activeSyncEnabled: true, allowed: [], blocked: [] },
  changed: '',
};
const error = { record: 'error', id: 'X', category: '', reason: '', type: '', message: 'm', requestId: '', cmdlet: '', location: '' };

function replied(record: unknown, schema: z.ZodType = deviceRecord, count = 1): () => unknown {
  const lines = [typeof record === 'string' ? record : JSON.stringify(record)];
  return () => parseReply({ id: 1, records: lines, count, status: 'ok' }, schema);
}

function failed(...records: readonly string[]): () => unknown {
  return () => {
    throw failureOf({ id: 1, records, count: records.length, status: 'failed' }, { server: 'cas1', isOpening: false });
  };
}

/** Said over and over, until the parser has enough of it. */
function heard(begin: string, again = ''): () => unknown {
  return () => {
    const parser = new FrameParser();
    parser.push(begin);
    const enough = again === '' ? 0 : Math.ceil((2 * frameLimits.reply) / again.length);
    for (let count = 0; count < enough; count += 1) parser.push(again);
  };
}

/** What request 1 gets when this is said while it waits. */
function answered(text: string, milliseconds = 10_000): () => Promise<unknown> {
  return () => {
    const speaker = {
      speechless: text === '' && milliseconds > 1000 ? Promise.resolve() : new Promise<void>(() => undefined),
      complaint: '',
      onText: (take: (said: string) => void) => setImmediate(() => take(text)),
      write: () => undefined,
    };
    return new Conversation(speaker, systemClock).ask({ verb: 'hello' }, { milliseconds, signal: null });
  };
}

const piece = 'x'.repeat(64 * 1024);
const invalid = 'exchange.reply-invalid';

const oversized: readonly BadInput[] = [
  ['one record without end', invalid, heard('BEGIN 1\n{', piece)],
  ['records without end', invalid, heard('BEGIN 1\n', `{${piece}\n`)],
  ['empty records without end', invalid, heard('BEGIN 1\n', '{\n'.repeat(10_000))],
  ['a flood without a line end', invalid, heard('', piece)],
  ['stray lines without end', invalid, heard('', `${piece}\n`)],
  ['stray lines without end within a reply', invalid, heard('BEGIN 1\n', `${piece}\n`)],
  ['nesting a billion deep', invalid, heard('BEGIN 1\n{"record":', '['.repeat(64 * 1024))],
  ['nesting a million deep, not closed', invalid, replied(`{"record":${'['.repeat(1_000_000)}`)],
  ['nesting a million deep, closed', invalid, replied(`{"record":"device","x":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`)],
  ['device id of 300 characters', invalid, replied({ ...device, deviceId: 'A'.repeat(300) })],
];

const frames: readonly BadInput[] = [
  ['reply of another request', invalid, answered('BEGIN 2\nEND 2 0 ok\n')],
  ['reply given twice', invalid, heard('BEGIN 1\nEND 1 0 ok\nEND 1 0 ok\n')],
  ['reply that ends as another', invalid, heard('BEGIN 1\nEND 2 0 ok\n')],
  ['reply within a reply', invalid, heard('BEGIN 1\nBEGIN 2\n')],
  ['reply of an unknown outcome', invalid, heard('BEGIN 1\nEND 1 0 perhaps\n')],
  ['reply without a count', invalid, heard('BEGIN 1\nEND 1 ok\n')],
  ['reply with a count beyond all numbers', invalid, heard(`BEGIN 1\nEND 1 ${'9'.repeat(40)} ok\n`)],
  ['fewer records than counted', invalid, replied(device, deviceRecord, 2)],
  ['more records than counted', invalid, replied(device, deviceRecord, 0)],
  ['reply that never ends', 'powershell.timeout', answered('BEGIN 1\n', 20)],
  ['reply cut off by the end of the process', 'powershell.ended', answered('')],
];

const records: readonly BadInput[] = [
  ['record that is not JSON', invalid, replied('{"record":')],
  ['record that is cut off', invalid, replied(JSON.stringify(device).slice(0, 60))],
  ['record with something behind it', invalid, replied(`${JSON.stringify(device)}}`)],
  ['record with a bare control character', invalid, replied(JSON.stringify(device).replace('Ann', 'A\u0001n'))],
  ['record with a bare null character', invalid, replied(JSON.stringify(device).replace('Ann', 'A\0n'))],
  ['record with an unknown escape', invalid, replied(JSON.stringify(device).replace('Ann', '\\x41nn'))],
  ['record of another kind', invalid, replied(mailbox)],
  ['record of a kind nobody knows', invalid, replied({ ...device, record: 'surprise' })],
  ['record of no kind', invalid, replied({ ...device, record: undefined })],
  ['record without its fields', invalid, replied({ record: 'device' })],
  ['record with a field nobody knows', invalid, replied({ ...device, extra: '' })],
  ['record with a prototype', invalid, replied(`{"__proto__":{"x":1},${JSON.stringify(device).slice(1)}`)],
  ['error in a reply that says it went well', invalid, replied(error)],
  ['number for a text', invalid, replied({ ...device, model: 7 })],
  ['nothing for a text', invalid, replied({ ...device, model: null })],
  ['list for a text', invalid, replied({ ...device, model: ['a'] })],
  ['object for a text, as ConvertTo-Json writes an enumeration', invalid, replied({ ...device, state: { value: 1, Value: 'Allowed' } })],
  ['text for a truth value', invalid, replied({ ...mailbox, activeSyncEnabled: 'True' }, mailboxRecord)],
  ['text for a list', invalid, replied({ ...mailbox, allowed: 'ABC' }, mailboxRecord)],
  ['list of numbers', invalid, replied({ ...mailbox, allowed: [7] }, mailboxRecord)],
  ['mailbox with a number for a Guid', invalid, replied({ ...mailbox, guid: 7 }, mailboxRecord)],
  ['mailbox with an address for a Guid', invalid, replied({ ...mailbox, guid: 'ann@contoso.test' }, mailboxRecord)],
  ['mailbox without a name', invalid, replied({ ...mailbox, name: '' }, mailboxRecord)],
  ['device without an id', invalid, replied({ ...device, deviceId: '' })],
  ['level of access nobody knows', invalid, replied({ record: 'settings', DefaultAccessLevel: 'Maybe' }, settingsRecord)],
  [
    'organization with two defaults',
    invalid,
    () =>
      onlyLevel([
        { record: 'settings', DefaultAccessLevel: 'allow' },
        { record: 'settings', DefaultAccessLevel: 'block' },
      ]),
  ],
  ['organization without a default', invalid, () => onlyLevel([])],
  [
    'object that is not the one asked for',
    'exchange.not-found',
    () => onlyMeant([{ guid }], (one) => one.guid, { wanted: 'this', cmdlet: 'X' }),
  ],
];

const failures: readonly BadInput[] = [
  ['failure without an error', invalid, failed()],
  ['failure whose error is not JSON', invalid, failed('{"record":"error"')],
  ['failure whose error is cut of half its fields', invalid, failed('{"record":"error","id":"X"}')],
  ['failure that tells a device', invalid, failed(JSON.stringify(device))],
  ['failure nobody knows', 'exchange.command-failed', failed(JSON.stringify(error))],
  ['throttling with a wait that is none', 'exchange.throttled', failed(JSON.stringify({ ...error, message: 'load quota: wait ms' }))],
];

describe('bad replies', () => eachGetsItsCode([...oversized, ...frames, ...records, ...failures]));
