/** What can be given to a parameter, as the PowerShell face hands it over. */
import { z } from 'zod';

export const parameterValueSchema = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.union([z.string(), z.number()])),
  z.record(z.string(), z.union([z.string(), z.number(), z.null(), z.array(z.union([z.string(), z.number()]))])),
]);
export type ParameterValue = z.infer<typeof parameterValueSchema>;
