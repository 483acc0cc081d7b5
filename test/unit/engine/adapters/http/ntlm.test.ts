import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ntlmAnswer, ntlmNegotiation } from '../../../../../engine/adapters/http/ntlm.ts';
import { NtlmDoor } from '../../../../simulators/proxy/credentials.ts';

const account = { user: 'Contoso\\rené.müller', password: 'Gehëim §1 – lang genug' };

/** A real challenge, changed by `change` before it is answered. */
function challenge(change: (message: Buffer) => Buffer = (same) => same): { readonly door: NtlmDoor; readonly header: string } {
  const door = new NtlmDoor();
  const message = Buffer.from((door.answer(ntlmNegotiation(), account) ?? '').slice('NTLM '.length), 'base64');
  return { door, header: `NTLM ${change(message).toString('base64')}` };
}

function withFlags(change: (flags: number) => number): (message: Buffer) => Buffer {
  return (message) => {
    message.writeUInt32LE(change(message.readUInt32LE(20)) >>> 0, 20);
    return message;
  };
}

function withLength(length: number): (message: Buffer) => Buffer {
  return (message) => {
    message.writeUInt16LE(length, 40);
    return message;
  };
}

describe('NTLM', () => {
  it('proves user and password to a server that checks', () => {
    const { door, header } = challenge();

    expect(door.answer(ntlmAnswer(header, account) ?? '', account)).toBeNull();
  });

  it.each([
    ['another password', { ...account, password: 'other' }],
    ['another user', { ...account, user: 'Contoso\\somebody' }],
    ['another domain', { ...account, user: 'Fabrikam\\rené.müller' }],
  ])('does not prove it with %s', (_, wrong) => {
    const { door, header } = challenge();

    expect(door.answer(ntlmAnswer(header, wrong) ?? '', account)).not.toBeNull();
  });

  it('finds its challenge among other offers', () => {
    expect(ntlmAnswer(`Negotiate, ${challenge().header}`, account)).toMatch(/^NTLM /);
  });

  it.each([
    ['a bare offer', 'NTLM'],
    ['nothing', ''],
    ['another scheme', 'Negotiate TlRMTVNTUAACAAAADgAOADgAAAAFgomi'],
    ['an older form, which gives the password away', challenge(withFlags((flags) => flags & ~0x80000)).header],
    ['no target information', challenge(withFlags((flags) => flags & ~0x800000)).header],
    ['target information that is longer than the message', challenge(withLength(60_000)).header],
  ])('does not answer %s', (_, header) => {
    expect(ntlmAnswer(header, account)).toBeNull();
  });

  it('does not answer where the answer would be cut', () => {
    const long = (message: Buffer) => {
      const padded = Buffer.concat([message, Buffer.alloc(900)]);
      padded.writeUInt16LE(900, 40);
      padded.writeUInt32LE(message.length, 44);
      return padded;
    };

    expect(ntlmAnswer(challenge(long).header, account)).toBeNull();
  });

  it('takes a name in the form of an address, which says its domain itself', () => {
    const { door, header } = challenge();
    const answer = ntlmAnswer(header, { ...account, user: 'rené@contoso.test' }) ?? '';

    expect(door.answer(answer, { ...account, user: '\\rené@contoso.test' })).toBeNull();
  });

  it('takes whatever a server sends without failing', () => {
    const messages = fc.oneof(
      fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
      fc.tuple(fc.nat(200), fc.nat(255)).map(([at, value]) => {
        const message = Buffer.from(challenge().header.slice('NTLM '.length), 'base64');
        message[at % message.length] = value;
        return message;
      }),
    );
    fc.assert(
      fc.property(messages, (message) => {
        const answer = ntlmAnswer(`NTLM ${message.toString('base64')}`, account);
        return answer === null || answer.startsWith('NTLM ');
      }),
    );
  });

  it('never carries the password', () => {
    const answer = Buffer.from((ntlmAnswer(challenge().header, account) ?? '').slice('NTLM '.length), 'base64');

    for (const encoding of ['utf8', 'utf16le', 'latin1'] as const)
      expect(answer.includes(Buffer.from(account.password, encoding))).toBe(false);
  });
});
