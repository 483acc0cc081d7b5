/** The calls of the contract, each in a line or two over the set-up service. */
import { Failure } from '../shared/errors.ts';
import type { Language } from '../shared/setup/answers.ts';
import type { Handlers } from './ipc/answer.ts';
import type { SetupService } from './setup/setup-service.ts';

/** What only the desktop can do. */
export interface Desktop {
  copyText(text: string): void;
  /** Opens an https address in the person's own browser. */
  openPage(address: string): Promise<void>;
  closeWindow(): void;
}

export function handlersOf(service: SetupService, desktop: Desktop, firstLanguage: Language): Handlers {
  let language = firstLanguage;
  return {
    snapshot: () => service.snapshot(language),
    storePassword: async ({ value }) => {
      await service.storePassword(value);
      return { stored: true };
    },
    signIn: () => service.signIn(),
    cancelSignIn: async () => done(service.cancelSignIn()),
    runChecks: async (answers) => [...(await service.runChecks(answers))],
    cancelChecks: async () => done(service.cancelChecks()),
    connect: (answers) => service.connect(answers),
    cancelConnect: async () => done(await service.cancelConnect()),
    acceptPlan: ({ plan }) => service.acceptPlan(plan),
    copyText: async ({ text }) => done(desktop.copyText(text)),
    openSignInPage: async () => done(await desktop.openPage(httpsOnly(service.signInPage))),
    setLanguage: async (argument) => {
      language = argument.language;
      return {};
    },
    closeWindow: async () => done(desktop.closeWindow()),
  };
}

function done(_nothing: unknown): Record<string, never> {
  return {};
}

function httpsOnly(address: string | null): string {
  if (address?.startsWith('https://') === true) return address;
  throw new Failure('intune.sign-in-expired', { detail: 'there is no page to open' });
}
