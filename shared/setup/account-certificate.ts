/** `MicrosoftIntune.accountcert`: which tenant the download belongs to, and the certificate that proves it (P1). */
import { z } from 'zod';

export const clouds = {
  global: { authority: 'https://login.microsoftonline.com', graph: 'https://graph.microsoft.com' },
  'us-government': { authority: 'https://login.microsoftonline.us', graph: 'https://graph.microsoft.us' },
  'us-defense': { authority: 'https://login.microsoftonline.us', graph: 'https://dod-graph.microsoft.us' },
  china: { authority: 'https://login.partner.microsoftonline.cn', graph: 'https://microsoftgraph.chinacloudapi.cn' },
} as const;

const httpsRoot = z.url({ protocol: /^https$/ });

/** A cloud by its name, or, for a rehearsal, by its addresses and the authority that signed their TLS certificates. */
const cloudSchema = z.union([
  z.enum(['global', 'us-government', 'us-defense', 'china']),
  z.strictObject({ authority: httpsRoot, graph: httpsRoot, trustedAuthority: z.string() }),
]);

export const accountCertificateSchema = z.strictObject({
  version: z.literal(1),
  tenantId: z.guid(),
  clientId: z.guid(),
  cloud: cloudSchema,
  certificate: z.string().startsWith('-----BEGIN CERTIFICATE-----'),
  privateKey: z.string().startsWith('-----BEGIN PRIVATE KEY-----'),
});
export type AccountCertificate = z.infer<typeof accountCertificateSchema>;

export interface CloudAddresses {
  readonly authority: string;
  readonly graph: string;
  readonly trustedAuthority: string | undefined;
}

export function cloudAddresses(cloud: AccountCertificate['cloud']): CloudAddresses {
  if (typeof cloud === 'string') return { ...clouds[cloud], trustedAuthority: undefined };
  return cloud;
}
