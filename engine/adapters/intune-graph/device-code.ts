/** Sign-in by a code that the administrator enters in any browser, here or elsewhere (graph.md section 9). */
import type { DeviceCodeRequest } from '@azure/msal-node';
import { z } from 'zod';
import { untilAborted } from '../http/aborted.ts';
import { deferred } from './deferred.ts';
import { type Delegated, explained, type SignInSteps } from './delegated.ts';

const codeSchema = z.object({ userCode: z.string().min(1), verificationUri: z.url(), expiresIn: z.number().positive() });
type ShownCode = z.infer<typeof codeSchema>;

/** Leaving it ends the polling. */
export async function* byDeviceCode(delegated: Delegated, signal: AbortSignal): SignInSteps {
  const { promise: shown, resolve, reject } = deferred<ShownCode>();
  shown.catch(() => undefined);
  const request: DeviceCodeRequest = {
    scopes: delegated.scopes,
    deviceCodeCallback: (answer) => {
      const code = codeSchema.safeParse(answer);
      if (code.success) resolve(code.data);
      // MSAL would go on to poll with a code that it does not have.
      else request.cancel = true;
    },
  };
  const result = explained(delegated, delegated.application.acquireTokenByDeviceCode(request));
  result.catch(reject);
  try {
    const { userCode, verificationUri, expiresIn } = await untilAborted(shown, signal);
    yield { kind: 'code', userCode, verificationUri, expiresInSeconds: expiresIn };
    return await untilAborted(result, signal);
  } finally {
    request.cancel = true;
  }
}
