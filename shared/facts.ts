/**
 * What a check found or needs, as data: a key with its values. The sentence stands in shared/i18n under `fact.<key>`, in every
 * language, and formats numbers as that language does. Names that are the same everywhere (servers, paths) are the fact `text`.
 */
import { z } from 'zod';
import type { MessageParams, Translate } from './i18n/translate.ts';

const text = z.string().max(4_000);
const number = z.number();

/** Schema of one kind of fact; its placeholders in the language files are exactly these values. */
const kind = <K extends string, S extends z.ZodRawShape>(key: K, params: S) =>
  z.strictObject({ key: z.literal(key), params: z.strictObject(params) });

export const factSchema = z.discriminatedUnion('key', [
  kind('text', { text }),
  kind('not-found', {}),
  kind('not-installed', {}),
  kind('development-host', { system: text, release: text }),
  kind('windows', { name: text, build: number }),
  kind('windows-needed', {}),
  kind('installation', { type: text }),
  kind('processor', { gigahertz: number }),
  kind('processor-unknown', {}),
  kind('memory', { gigabytes: number }),
  kind('disk', { gigabytes: number }),
  kind('disk-unknown', {}),
  kind('domain-member', { domain: text }),
  kind('domain-controller', { domain: text }),
  kind('domain-needed', {}),
  kind('workgroup', {}),
  kind('dotnet', { version: text }),
  kind('dotnet-release', { version: text, release: number }),
  kind('dotnet-needed', { version: text }),
  kind('windows-powershell', { version: text }),
  kind('windows-powershell-needed', { version: text }),
  kind('powershell-needed', {}),
  kind('language-full', {}),
  kind('language-constrained', {}),
  kind('language-rules', {}),
  kind('language-needed', {}),
  kind('policy-forced', { policy: text }),
  kind('policy-forced-user', { policy: text }),
  kind('policy-own', { policy: text }),
  kind('policy-needed', {}),
  kind('vault-keeps', {}),
  kind('exchange-version', { version: text }),
  kind('exchange-needed', { version: text }),
  kind('one-server', {}),
  kind('remote-powershell', {}),
  kind('cmdlets-all', {}),
  kind('cmdlets-missing', { commands: text }),
  kind('cloud-needed', { port: number }),
  kind('authority-needed', {}),
  kind('authority-intune', {}),
  kind('authority-sccm', {}),
  kind('authority-office365', {}),
  kind('authority-unknown', {}),
  kind('mailbox-needed', {}),
  kind('policy-file-needed', {}),
  kind('licence-needed', {}),
  kind('subscription-untold', {}),
  kind('role-needed', {}),
  kind('directory-sync-needed', {}),
  kind('synchronized', { hours: number }),
  kind('valid-until', { until: text, days: number }),
  kind('ended-on', { until: text }),
  kind('certificate-needed', {}),
]);
export type Fact = z.infer<typeof factSchema>;

export const factKeys = factSchema.options.map((option) => option.shape.key.value);

/** A name, path or number that reads the same in every language. */
export function textFact(value: string): Fact {
  return { key: 'text', params: { text: value } };
}

/** Facts on one line. `clean` gets the values first: a terminal has to, a window does not. */
export function factsSentence(
  t: Translate,
  facts: readonly Fact[],
  clean: (params: MessageParams) => MessageParams = (same) => same,
): string {
  return facts.map(({ key, params }) => t(`fact.${key}`, clean(params))).join(', ');
}
