/** What set-up is told, by the wizard or by an answer file. Never holds a secret. */
import { z } from 'zod';

export const exchangeTypeSchema = z.enum(['on-premises', 'hosted', 'dedicated']);
export type ExchangeType = z.infer<typeof exchangeTypeSchema>;

const hostName = /^[A-Za-z0-9]([A-Za-z0-9-]{0,62})(\.[A-Za-z0-9]([A-Za-z0-9-]{0,62}))*$/;
/** One server by its host name or FQDN: no URL, no port, no user. */
export const serverNameSchema = z.string().max(255).regex(hostName);
/** What Outlook on the web shows of a hosted server (W2): an https address without user, query or fragment. */
export const hostedAddressSchema = z
  .url({ protocol: /^https$/ })
  .max(2048)
  .refine((text) => /^https:\/\/[^/?#@\\\s]+(\/[^?#\\\s]*)?$/i.test(text));
/** domain\user as Windows accepts it. */
export const accountNameSchema = z
  .string()
  .max(256)
  .regex(/^[^\\/"[\]:;|=,+*?<>@\s]{1,64}\\[^\\/"[\]:;|=,+*?<>@]{1,64}$/);
export const languageSchema = z.enum(['en', 'nl']);
export type Language = z.infer<typeof languageSchema>;

/** W3. Proxies that are not Windows' own know users without a domain, too. */
export const proxySchema = z.strictObject({
  server: serverNameSchema,
  port: z.number().int().min(1).max(65_535),
  user: z
    .union([accountNameSchema, z.string().regex(/^[^\\/"[\]:;|=,+*?<>@\s]{1,64}$/)])
    .nullable()
    .default(null),
});
export type ProxySettings = z.infer<typeof proxySchema>;

/** `system`: as the system is set, on Windows its WinHTTP settings, elsewhere HTTPS_PROXY and NO_PROXY. Null: straight to the internet. */
export const proxyChoiceSchema = z.union([z.literal('system'), proxySchema]).nullable();
export type ProxyChoice = z.infer<typeof proxyChoiceSchema>;

/** Who signs in to the proxy, and so has a password; null: nobody. */
export function proxyUser(proxy: ProxyChoice): string | null {
  return proxy === null || proxy === 'system' ? null : proxy.user;
}

/** The mailbox that notifications come from (W4, N1); its password is a secret. */
export const notificationSchema = z.strictObject({ address: z.email().max(254) });
export type Notification = z.infer<typeof notificationSchema>;

/** B4: `observe` decides and explains, and writes nothing to Exchange. */
export const modeSchema = z.enum(['observe', 'enforce']);
export type Mode = z.infer<typeof modeSchema>;

/** Identity of the Windows service: its own virtual account, or a (group managed service) account of the domain. */
export const serviceIdentitySchema = z.union([
  z.strictObject({ kind: z.literal('virtual') }),
  z.strictObject({ kind: z.literal('account'), user: accountNameSchema }),
]);
export type ServiceIdentity = z.infer<typeof serviceIdentitySchema>;

/** Without the rule that ties the form of `server` to the type; for drafts that are not complete yet. */
export const exchangeFieldsSchema = z.strictObject({
  type: exchangeTypeSchema,
  /** One server; for a hosted Exchange its name or its https address. */
  server: z.union([serverNameSchema, hostedAddressSchema]),
  user: accountNameSchema,
});
export const exchangeAnswersSchema = exchangeFieldsSchema.refine(({ type, server }) => type === 'hosted' || hostName.test(server), {
  path: ['server'],
});
export type ExchangeAnswers = z.infer<typeof exchangeAnswersSchema>;

export const answersSchema = z.strictObject({
  exchange: exchangeAnswersSchema,
  proxy: proxyChoiceSchema.default(null),
  /** Null: no notifications. */
  notification: notificationSchema.nullable().default(null),
  mode: modeSchema.default('observe'),
  /** Take over when another machine holds the connection (W7). */
  replace: z.boolean().default(false),
  /** Decisions, journal and history of a connector that is on this machine already stay. */
  keepData: z.boolean().default(true),
  service: serviceIdentitySchema.default({ kind: 'virtual' }),
  /** A run that would newly block more than this share of all devices is held (B3), in percent. */
  newBlockLimitPercent: z.number().min(0).max(100).default(10),
  language: languageSchema.default('en'),
});
export type Answers = z.infer<typeof answersSchema>;

/** Host name of the server, whichever way it was given. */
export function serverHost({ server }: Pick<ExchangeAnswers, 'server'>): string {
  return /^https:\/\/([^/:]+)/i.exec(server)?.[1] ?? server;
}

/** Secrets that the engine keeps. */
export const secretNames = ['exchange-password', 'account-certificate', 'proxy-password', 'notification-password'] as const;
export const secretNameSchema = z.enum(secretNames);
export type SecretName = z.infer<typeof secretNameSchema>;

/** Secrets that a person types. The last one is only for Windows' service manager and never reaches the engine. */
export const typedSecretSchema = z.enum(['exchange-password', 'proxy-password', 'notification-password', 'service-password']);
export type TypedSecret = z.infer<typeof typedSecretSchema>;

/** What the engine needs for these answers; every other entry goes from its vault. */
export function neededSecrets({ proxy, notification }: Pick<Answers, 'proxy' | 'notification'>): readonly SecretName[] {
  return secretNames.filter((name) => {
    if (name === 'proxy-password') return proxyUser(proxy) !== null;
    return name !== 'notification-password' || notification !== null;
  });
}
