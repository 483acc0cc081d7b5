/** Everything that is done as one transaction. The journal says which one it belongs to. Replacing is installing with `replace`. */
import { z } from 'zod';

export const operationNameSchema = z.enum([
  'install',
  'edit-proxy',
  'change-credentials',
  'change-notification',
  'change-mode',
  'repair',
  'upgrade',
  'uninstall',
]);
export type OperationName = z.infer<typeof operationNameSchema>;
