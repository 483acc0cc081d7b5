/** `manifest.json` inside the engine bundle: written and signed by the build, checked by set-up before a file is used (I1). */
import { z } from 'zod';

/** Names that Windows keeps for devices, whatever ending follows, and signs that it allows in no name. */
const deviceName = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])(\.|$)/i;
const forbiddenSign = /[\\:<>"|?*\p{Cc}]/u;
const longestPart = 255;

/** Part of a path that means the same file on every system: Windows would drop a dot or a space at its end. */
function isPlainName(part: string): boolean {
  return part !== '' && part.length <= longestPart && !/[. ]$/.test(part) && !forbiddenSign.test(part) && !deviceName.test(part);
}

/** A path inside the bundle: forward slashes, no root, no drive, no `.` or `..` part, no backslash, no name that Windows would read otherwise. */
export const bundlePathSchema = z
  .string()
  .min(1)
  .max(260)
  .refine((path) => path.split('/').every(isPlainName));

export const bundleManifestSchema = z.strictObject({
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  platform: z.enum(['linux-x64', 'win32-x64']),
  /** Whose key made `manifest.sig`: development keys are made by any checkout and prove nothing but that the bundle is whole. */
  signedBy: z.enum(['development', 'release']),
  files: z.array(
    z.strictObject({
      path: bundlePathSchema,
      /** Bytes. */
      size: z.number().int().nonnegative(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      executable: z.boolean(),
    }),
  ),
});
export type BundleManifest = z.infer<typeof bundleManifestSchema>;

export const manifestName = 'manifest.json';
/** Ed25519 signature over the very bytes of the manifest: 64 bytes, as they come. */
export const signatureName = 'manifest.sig';
/** Public half of a development key, PEM (SPKI); in development bundles only. */
export const developmentKeyName = 'development-key.pem';
/** Program that runs the engine, and its script, inside the bundle. */
export const bundleEntry = { node: { 'linux-x64': 'node', 'win32-x64': 'node.exe' }, script: 'engine.cjs' } as const;
/** Caps against size bombs: entries, bytes of one file, bytes of all. */
export const bundleLimits = { entries: 5000, file: 256 * 1024 * 1024, total: 512 * 1024 * 1024 } as const;
