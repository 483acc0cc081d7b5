/** The folder that set-up is started from: what was delivered (P1, P2), and who else can get at it (P3). */
import { z } from 'zod';
import { bundlePathSchema } from './bundle-manifest.ts';

/** Beside set-up's program; signed like the manifest of the engine bundle. */
export const folderManifestName = 'setup-manifest.json';
export const folderSignatureName = 'setup-manifest.sig';
/** Public half of a development key, PEM (SPKI); in development packages only. */
export const folderDevelopmentKeyName = 'setup-development-key.pem';

export const folderManifestSchema = z.strictObject({
  version: z.string(),
  signedBy: z.enum(['development', 'release']),
  /** Tenant of the account certificate; null in a package made for none. */
  tenantId: z.guid().nullable(),
  files: z.array(
    z.strictObject({ path: bundlePathSchema, size: z.number().int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
});
export type FolderManifest = z.infer<typeof folderManifestSchema>;

export const folderFaultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['missing', 'altered', 'added', 'unsigned']), path: z.string() }),
  z.strictObject({ kind: z.literal('moved'), path: z.string(), from: z.string() }),
]);
export type FolderFault = z.infer<typeof folderFaultSchema>;

/** P3: `who` names accounts that are no administrators and can read or write the folder. */
export const placeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('safe') }),
  z.strictObject({ kind: z.literal('unsafe'), who: z.array(z.string()).max(50) }),
  z.strictObject({ kind: z.literal('unknown') }),
]);
export type Place = z.infer<typeof placeSchema>;
