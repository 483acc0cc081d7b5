/** Identifiers, branded so that one cannot stand in for another. Parsing is the only way to make one. */
import { z } from 'zod';

const guid = z.string().regex(/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/);

export const mailboxGuidSchema = guid.brand<'MailboxGuid'>();
export type MailboxGuid = z.infer<typeof mailboxGuidSchema>;

/** An EAS device id exactly as the phone sent it: hostile text is possible, so nothing is assumed here. */
export const easDeviceIdSchema = z.string().min(1).max(256).brand<'EasDeviceId'>();
export type EasDeviceId = z.infer<typeof easDeviceIdSchema>;

export const userIdSchema = guid.brand<'UserId'>();
export type UserId = z.infer<typeof userIdSchema>;

export const runIdSchema = z.number().int().positive().brand<'RunId'>();
export type RunId = z.infer<typeof runIdSchema>;

/**
 * Whether a device id may be written to an allow or block list: 1 to 64 letters and digits.
 * A phone chooses its id; what is not of this form is reported and never sent to Exchange (exchange.md section 4).
 */
export function isWritableDeviceId(id: string): boolean {
  return /^[A-Za-z0-9]{1,64}$/.test(id);
}
