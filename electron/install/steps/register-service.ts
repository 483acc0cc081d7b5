/** Makes the engine a service of the operating system. Away from Windows the record of the installed engine is all there is. */
import { z } from 'zod';
import { Failure } from '../../../shared/errors.ts';
import { serviceName } from '../../../shared/places.ts';
import { defineStep, next } from '../step.ts';

export const registerService = defineStep({
  name: 'register-service',
  undoSchema: z.null(),
  prepare: async () => null,
  run: async (host) => {
    if (host.platform !== 'win32') return next;
    throw new Failure('install.step-failed', {
      params: { step: 'register-service' },
      detail: `this version cannot register ${serviceName} with Windows`,
    });
  },
});
