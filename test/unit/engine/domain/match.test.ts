import { describe, expect, it } from 'vitest';
import { enrolmentOf, ownerOfMailbox } from '../../../../engine/domain/match.ts';
import { device, enrolment, mailbox, user, userId } from '../../../builders/domain.ts';

describe('the user of a mailbox', () => {
  it('is found by the primary address, without case and without doubt', () => {
    const found = user(2, { addresses: ['person1@contoso.test', 'other@contoso.test'] });

    expect(ownerOfMailbox(mailbox(1, { address: ' Person1@Contoso.TEST' }), [found])).toEqual({ user: found, rivals: [], doubts: [] });
  });

  it('is the one whose primary address it is, when another has it as a secondary one', () => {
    const alias = user(1, { addresses: ['x@contoso.test', 'person1@contoso.test'] });
    const primary = user(2, { addresses: ['person1@contoso.test'] });

    expect(ownerOfMailbox(mailbox(1), [alias, primary]).user).toBe(primary);
  });

  it('is found by a secondary address, and that is said', () => {
    const found = user(1, { addresses: ['other@contoso.test', 'person1@contoso.test'] });

    const { user: owner, doubts } = ownerOfMailbox(mailbox(1), [found]);

    expect(owner).toBe(found);
    expect(doubts).toEqual([{ key: 'matched-by-alias', answer: 'yes', fact: 'person1@contoso.test' }]);
  });

  it('is found by the sign-in name when no address fits, and that is said', () => {
    const found = user(1, { addresses: [] });

    const { user: owner, doubts } = ownerOfMailbox(mailbox(1), [found]);

    expect(owner).toBe(found);
    expect(doubts.map(({ key }) => key)).toEqual(['matched-by-sign-in-name']);
  });

  it('is nobody when several have the address with equal right, in whatever order they come', () => {
    const one = user(1, { userPrincipalName: 'a@contoso.test', addresses: ['x@contoso.test', 'person1@contoso.test'] });
    const two = user(2, { userPrincipalName: 'b@contoso.test', addresses: ['y@contoso.test', 'person1@contoso.test'] });

    for (const users of [
      [one, two],
      [two, one],
    ])
      expect(ownerOfMailbox(mailbox(1), users)).toEqual({ user: null, rivals: ['a@contoso.test', 'b@contoso.test'], doubts: [] });
  });

  it('is nobody for a mailbox without an address, even when a user has none either', () => {
    expect(ownerOfMailbox(mailbox(1, { address: ' ' }), [user(1, { addresses: [''], userPrincipalName: '' })]).user).toBeNull();
  });
});

describe('the enrolment of a partnership', () => {
  it('has the same EAS id without case and stray blanks', () => {
    const enrolled = enrolment(' appl123 ');

    expect(enrolmentOf(device('APPL123'), user(1), [enrolled])).toEqual({ managed: enrolled, doubts: [] });
  });

  it('is never the one of another user, nor one without a user, and both are said', () => {
    const others = [
      enrolment('A1', { userId: userId(2), userPrincipalName: 'two@contoso.test', name: 'Shared pad' }),
      enrolment('A1', { id: 'x', userId: null, userPrincipalName: '', name: 'Kiosk', enrolledAt: null }),
    ];

    expect(enrolmentOf(device('A1'), user(1), others)).toEqual({
      managed: null,
      doubts: [
        { key: 'enrolled-by-another', answer: 'yes', fact: 'Shared pad, two@contoso.test, 2026-01-01T00:00:00Z' },
        { key: 'enrolled-without-user', answer: 'yes', fact: 'Kiosk' },
      ],
    });
    expect(enrolmentOf(device('A1'), null, others)).toEqual({ managed: null, doubts: [] });
  });

  it('is the user’s own though another enrolled the same id later', () => {
    const own = enrolment('A1', { enrolledAt: '2025-01-01T00:00:00Z' });
    const other = enrolment('A1', { id: 'b', userId: userId(2), enrolledAt: '2026-05-01T00:00:00Z' });

    const { managed, doubts } = enrolmentOf(device('A1'), user(1), [other, own]);

    expect(managed).toBe(own);
    expect(doubts.map(({ key }) => key)).toEqual(['enrolled-by-another']);
  });

  it('is the newest one when a phone was enrolled again, and that is said', () => {
    const old = enrolment('A1', { id: 'a', enrolledAt: '2025-01-01T00:00:00Z' });
    const newest = enrolment('A1', { id: 'b', enrolledAt: '2026-05-01T00:00:00Z' });
    const unknown = enrolment('A1', { id: 'c', enrolledAt: null });

    for (const list of [
      [old, newest, unknown],
      [unknown, newest, old],
    ]) {
      const { managed, doubts } = enrolmentOf(device('A1'), user(1), list);
      expect(managed).toBe(newest);
      expect(doubts.map(({ key }) => key)).toEqual(['enrolled-twice']);
    }
  });

  it('is none for a partnership whose id is blank, whatever Intune leaves empty', () => {
    expect(enrolmentOf(device(' '), user(1), [enrolment('')])).toEqual({ managed: null, doubts: [] });
  });
});
