/** The notification account as typed (W4, N1), and what becomes of it. */
import { type Notification, notificationSchema } from '../../shared/setup/answers.ts';
import { type FieldProblem, judgeMailAddress, judgePassword, stops, type TypedPassword } from './validation.ts';

export interface NotificationForm {
  readonly isOn: boolean;
  readonly address: string;
}

export interface NotificationProblems {
  readonly address: FieldProblem | null;
  readonly password: FieldProblem | null;
}
export type NotificationField = keyof NotificationProblems;

export const noNotificationProblems: NotificationProblems = { address: null, password: null };

export function notificationFormOf(notification: Notification | null): NotificationForm {
  return { isOn: notification !== null, address: notification?.address ?? '' };
}

/** Null when no notifications are wanted, and for a form that {@link judgeNotification} finds wrong. */
export function notificationOf({ isOn, address }: NotificationForm): Notification | null {
  if (!isOn) return null;
  const parsed = notificationSchema.safeParse({ address: address.trim() });
  return parsed.success ? parsed.data : null;
}

export function judgeNotification({ isOn, address }: NotificationForm, password: TypedPassword): NotificationProblems {
  return isOn ? { address: judgeMailAddress(address), password: judgePassword(password) } : noNotificationProblems;
}

export function isNotificationRight({ address, password }: NotificationProblems): boolean {
  return !stops(address) && !stops(password);
}
