/**
 * What set-up asks of Windows through the engine's verb `windows`: one request as a JSON line on standard input, one answer as a JSON
 * line on standard output. Windows' own functions answer in numbers, which read the same in every language; `sc.exe` does not,
 * and it takes passwords as arguments.
 */
import { z } from 'zod';

const name = z.string().regex(/^[A-Za-z0-9-]{1,80}$/);
const milliseconds = z.number().int().positive().max(600_000);

/** How Windows starts the service; `other` is for drivers. */
export const serviceStartSchema = z.enum(['automatic', 'delayed', 'manual', 'disabled', 'other']);
export type ServiceStart = z.infer<typeof serviceStartSchema>;

export const windowsRequestSchema = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('query'), name }),
  /** Creates the service, or changes the one that is there. */
  z.strictObject({
    act: z.literal('register'),
    name,
    displayName: z.string().max(256),
    description: z.string().max(1024),
    /** With its arguments, the program in quotation marks; null: the very engine that is asked. */
    binaryPath: z.string().startsWith('"').max(2048).nullable(),
    account: z.string().max(256),
    /** Null where the account has none: virtual and group managed service accounts. Also leaves the one that is set. */
    password: z.string().max(256).nullable(),
    start: serviceStartSchema.exclude(['other']),
    recovery: z.strictObject({
      /** Seconds to the restart after the first, second and every further failure. */
      restartSeconds: z.array(z.number().int().nonnegative()).min(1).max(8).readonly(),
      /** Seconds without a failure after which the count begins anew. */
      resetSeconds: z.number().int().positive(),
    }),
  }),
  /** Stops the service, waits that long for its end, and marks it for deletion; one that is not there is fine. */
  z.strictObject({ act: z.literal('unregister'), name, milliseconds }),
  /** Starts the service and waits until it runs or has ended. */
  z.strictObject({ act: z.literal('start'), name, milliseconds }),
  /** Stops the service and waits until it has ended; one that does not run is fine. */
  z.strictObject({ act: z.literal('stop'), name, milliseconds }),
  /** Which process serves the named pipe, beside which process the service is. */
  z.strictObject({ act: z.literal('pipe-owner'), name, pipe: z.string().startsWith('\\\\.\\pipe\\').max(256) }),
  /** Logs the account on as a service would be, which needs both its password and the right to it. */
  z.strictObject({ act: z.literal('log-on'), user: z.string().max(256), password: z.string().max(256) }),
  /** Who owns these files and folders. */
  z.strictObject({ act: z.literal('owners'), paths: z.array(z.string().min(1).max(32_000)).max(200).readonly() }),
]);
export type WindowsRequest = z.infer<typeof windowsRequestSchema>;
export type WindowsAct = WindowsRequest['act'];

export const serviceFactsSchema = z.strictObject({
  state: z.enum(['stopped', 'start-pending', 'stop-pending', 'running', 'continue-pending', 'pause-pending', 'paused']),
  /** 0 when it does not run. */
  pid: z.number().int().nonnegative(),
  /** How it ended last; 1066 says that `specificExitCode` tells. */
  exitCode: z.number().int().nonnegative(),
  specificExitCode: z.number().int().nonnegative(),
  binaryPath: z.string(),
  account: z.string(),
  start: serviceStartSchema,
});
export type ServiceFacts = z.infer<typeof serviceFactsSchema>;

const securityIdentifier = z.string().regex(/^S-1-[0-9-]{1,180}$/);
export const ownersAnswerSchema = z.strictObject({
  /** The account that asked. */
  self: securityIdentifier,
  /** In the order of the paths; null where Windows did not tell. */
  owners: z.array(securityIdentifier.nullable()).readonly(),
});
export type OwnersAnswer = z.infer<typeof ownersAnswerSchema>;

export const windowsAnswerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('done'),
    /** Null when no such service is registered. */
    service: serviceFactsSchema.nullable(),
    /** Process that serves the pipe; null when nobody does, or for other acts. */
    pipeOwner: z.number().int().positive().nullable(),
    /** Settings that this Windows does not know, by their number for ChangeServiceConfig2. */
    unknownSettings: z.array(z.number().int()),
    /** Of the act of that name; an engine of an earlier version does not know it. */
    owners: ownersAnswerSchema.nullable().default(null),
  }),
  /** `number`: error number of Windows. */
  z.strictObject({ kind: z.literal('failed'), call: z.string(), number: z.number().int() }),
]);
export type WindowsAnswer = z.infer<typeof windowsAnswerSchema>;
