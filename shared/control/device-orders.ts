/** Orders of the administrator for one phone (X6, B19). */
import { z } from 'zod';

export const deviceActs = ['wipe', 'wipe-account', 'forget'] as const;
export type DeviceAct = (typeof deviceActs)[number];

export const deviceOrderSchema = z.strictObject({
  act: z.enum(deviceActs),
  /** Device id or name, whole, as status and explain show it. */
  device: z.string().min(1).max(512),
  /** Address of the mailbox, where one phone is on several. */
  address: z.string().max(320).optional(),
  confirm: z.string().max(512),
});
export type DeviceOrder = z.infer<typeof deviceOrderSchema>;

export const deviceOrderResultSchema = z.strictObject({
  act: z.enum(deviceActs),
  address: z.string(),
  deviceId: z.string(),
  name: z.string(),
});
export type DeviceOrderResult = z.infer<typeof deviceOrderResultSchema>;
