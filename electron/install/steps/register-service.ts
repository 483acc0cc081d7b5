/** Makes the engine a service of Windows (I2). Elsewhere the record of the installed engine is all there is. */
import { z } from 'zod';
import { Failure } from '../../../shared/errors.ts';
import { serviceFactsSchema } from '../../../shared/setup/windows-verbs.ts';
import { exists } from '../../platform/files.ts';
import { addEventSource, hasEventSource, removeEventSource } from '../service/event-source.ts';
import { identityOf, registrationAsBefore } from '../service/registration.ts';
import { askingFolder, queryService, register, registerWindowsService, unregisterService } from '../service/windows-service.ts';
import type { SetupHost } from '../setup-host.ts';
import { defineStep, next } from '../step.ts';

const undoSchema = z
  .strictObject({
    /** Engine that registers, and that can take it back. */
    folder: z.string(),
    previous: serviceFactsSchema.pick({ binaryPath: true, account: true, start: true }).nullable(),
    hadEventSource: z.boolean(),
  })
  .nullable();

export const registerService = defineStep({
  name: 'register-service',
  undoSchema,
  prepare: async (host, plan) => {
    if (host.platform !== 'win32') return null;
    const { target } = await plan.engine.choose(plan.signal);
    const facts = await queryService(host, target, plan.signal);
    const previous = facts === null ? null : { binaryPath: facts.binaryPath, account: facts.account, start: facts.start };
    return { folder: target, previous, hadEventSource: await hasEventSource(host, plan.signal) };
  },
  run: async (host, plan, undo) => {
    if (undo === null) return next;
    const identity = plan.service ?? (undo.previous === null ? ({ kind: 'virtual' } as const) : identityOf(undo.previous.account));
    const password = plan.secrets['service-password'] ?? null;
    await registerWindowsService(host, { folder: undo.folder, identity, password }, plan.signal);
    await addEventSource(host, plan.signal);
    return next;
  },
  undo: async (host, undo, signal) => {
    if (undo === null) return;
    if (!undo.hadEventSource) await removeEventSource(host, signal);
    await takeBack(host, undo, signal);
  },
});

async function takeBack(host: SetupHost, undo: NonNullable<z.output<typeof undoSchema>>, signal: AbortSignal): Promise<void> {
  const asking = (await exists(undo.folder)) ? undo.folder : await askingFolder(host);
  if (undo.previous === null) return unregisterService(host, signal, asking);
  if (asking === null) throw new Failure('engine.start-failed', { detail: 'no engine is left that could register the service as it was' });
  await register(host, asking, registrationAsBefore(undo.previous), signal);
}
