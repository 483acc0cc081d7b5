import { describe, expect, it } from 'vitest';
import { enrolmentOf, userOfMailbox } from '../../../../engine/domain/match.ts';
import { device, enrolment, mailbox, user, userId } from '../../../builders/domain.ts';

describe('the user of a mailbox', () => {
  it('is found by any address, without case', () => {
    const found = user(2, { addresses: ['other@contoso.test', 'person1@contoso.test'] });

    expect(userOfMailbox(mailbox(1, { address: 'Person1@Contoso.TEST' }), [found])).toBe(found);
  });

  it('is the one whose primary address it is, when several have the address', () => {
    const alias = user(1, { addresses: ['x@contoso.test', 'person1@contoso.test'] });
    const primary = user(2, { addresses: ['person1@contoso.test'] });

    expect(userOfMailbox(mailbox(1), [alias, primary])).toBe(primary);
  });

  it('is found by the sign-in name when no address fits', () => {
    const found = user(1, { addresses: [] });

    expect(userOfMailbox(mailbox(1), [found])).toBe(found);
  });

  it('is nobody for a mailbox without an address, even when a user has none either', () => {
    expect(userOfMailbox(mailbox(1, { address: ' ' }), [user(1, { addresses: [''], userPrincipalName: '' })])).toBeNull();
  });
});

describe('the enrolment of a partnership', () => {
  it('has the same EAS id without case and stray blanks', () => {
    const enrolled = enrolment(' appl123 ');

    expect(enrolmentOf(device('APPL123'), user(1), [enrolled])).toBe(enrolled);
  });

  it('is never the one of another user, nor one without a user', () => {
    const others = [enrolment('A1', { userId: userId(2) }), enrolment('A1', { userId: null })];

    expect(enrolmentOf(device('A1'), user(1), others)).toBeNull();
    expect(enrolmentOf(device('A1'), null, others)).toBeNull();
  });

  it('is the newest one when a phone was enrolled again', () => {
    const old = enrolment('A1', { id: 'a', enrolledAt: '2025-01-01T00:00:00Z' });
    const newest = enrolment('A1', { id: 'b', enrolledAt: '2026-05-01T00:00:00Z' });
    const unknown = enrolment('A1', { id: 'c', enrolledAt: null });

    expect(enrolmentOf(device('A1'), user(1), [old, newest, unknown])).toBe(newest);
    expect(enrolmentOf(device('A1'), user(1), [unknown, newest, old])).toBe(newest);
  });
});
