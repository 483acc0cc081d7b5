/** Graph's two resources (graph.md 2 and 3), strictly: a word that is not known is more likely a slip than something new. */
import { z } from 'zod';
import { accessLevelSchema } from '../../../shared/access.ts';
import type { PolicyParts } from '../../ports/policy-source.ts';

/** What Graph adds of itself comes along when its answer is copied. */
const graphs = {
  id: z.string().optional(),
  '@odata.context': z.string().optional(),
  '@odata.type': z.string().optional(),
};
const groups = z.array(z.guid());

export const conditionalAccessShape = z.strictObject({
  ...graphs,
  enabled: z.boolean(),
  includedGroups: groups,
  excludedGroups: groups,
  overrideDefaultRule: z.boolean(),
});

const deviceClass = z.strictObject({ '@odata.type': z.string().optional(), name: z.string().min(1), type: z.enum(['family', 'model']) });

export const exchangePolicyShape = z.strictObject({
  ...graphs,
  defaultAccessLevel: accessLevelSchema,
  accessRules: z.array(z.strictObject({ '@odata.type': z.string().optional(), deviceClass, accessLevel: accessLevelSchema })),
  notificationContent: z.string().nullish(),
  knownDeviceClasses: z.array(z.unknown()).nullish(),
});

export function partsOfPolicy(
  access: z.infer<typeof conditionalAccessShape>,
  exchange: z.infer<typeof exchangePolicyShape> | undefined,
): PolicyParts {
  const { enabled, includedGroups, excludedGroups, overrideDefaultRule } = access;
  return {
    access: { enabled, includedGroups, excludedGroups, overrideDefaultRule },
    exchange:
      exchange === undefined
        ? null
        : {
            defaultLevel: exchange.defaultAccessLevel,
            exceptions: exchange.accessRules.map((rule) => ({
              name: rule.deviceClass.name,
              kind: rule.deviceClass.type,
              level: rule.accessLevel,
            })),
          },
  };
}
