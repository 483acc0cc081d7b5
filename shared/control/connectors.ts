/** The connectors of the tenant as Intune knows them (A4, M1). */
import { z } from 'zod';

/** `unknown`: a word that this version does not know. */
export const connectorStatusSchema = z.enum(['none', 'connectionPending', 'connected', 'disconnected', 'unknown']);
export type ConnectorStatus = z.infer<typeof connectorStatusSchema>;

/** Texts that another connector wrote are passed on unchanged. */
export const tenantConnectorSchema = z.strictObject({
  organization: z.string(),
  exchangeServer: z.string(),
  connectorServer: z.string(),
  version: z.string(),
  status: connectorStatusSchema,
  lastSync: z.iso.datetime().nullable(),
  /** The record that this engine keeps up to date. */
  isOurs: z.boolean(),
});
export type TenantConnector = z.infer<typeof tenantConnectorSchema>;
