/** What set-up is told, by the wizard or by an answer file. Never holds a secret. */
import { z } from 'zod';

export const exchangeTypeSchema = z.enum(['on-premises', 'hosted', 'dedicated']);
export type ExchangeType = z.infer<typeof exchangeTypeSchema>;

/** One server by its host name or FQDN: no URL, no port, no user. */
export const serverNameSchema = z
  .string()
  .max(255)
  .regex(/^[A-Za-z0-9]([A-Za-z0-9-]{0,62})(\.[A-Za-z0-9]([A-Za-z0-9-]{0,62}))*$/);
/** domain\user as Windows accepts it. */
export const accountNameSchema = z
  .string()
  .max(256)
  .regex(/^[^\\/"[\]:;|=,+*?<>@\s]{1,64}\\[^\\/"[\]:;|=,+*?<>@]{1,64}$/);
export const languageSchema = z.enum(['en', 'nl']);
export type Language = z.infer<typeof languageSchema>;

export const answersSchema = z.strictObject({
  exchange: z.strictObject({
    type: exchangeTypeSchema,
    server: serverNameSchema,
    user: accountNameSchema,
  }),
  /** Take over when another machine holds the connection (W7). */
  replace: z.boolean().default(false),
  /** A run that would newly block more than this share of all devices is held (B3), in percent. */
  newBlockLimitPercent: z.number().min(0).max(100).default(10),
  language: languageSchema.default('en'),
});
export type Answers = z.infer<typeof answersSchema>;

export const secretNames = ['exchange-password', 'account-certificate'] as const;
export const secretNameSchema = z.enum(secretNames);
export type SecretName = z.infer<typeof secretNameSchema>;
