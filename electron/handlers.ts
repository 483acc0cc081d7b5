/** The calls of the contract, each in a line or two over set-up. */
import type { IpcCall } from '../shared/ipc/contract.ts';
import type { Language } from '../shared/setup/answers.ts';
import type { Handlers } from './ipc/answer.ts';
import type { SetUp } from './setup/set-up.ts';

/** What only the desktop can do. */
export interface Desktop {
  copyText(text: string): void;
  /** Asks where to, and writes; false when the person did not want to. Throws `install.disk`. */
  saveText(name: string, text: string): Promise<boolean>;
  closeWindow(): void;
}

/** What the window may still ask when the folder of set-up is not as it was delivered. */
const always: readonly IpcCall[] = ['snapshot', 'copyText', 'saveText', 'setLanguage', 'closeWindow'];

/** P2: nothing is checked, stored or changed out of an altered folder, whatever the window asks. The function throws `folder.altered`. */
export function admission(setUp: SetUp): (call: IpcCall) => Promise<void> {
  return async (call) => (always.includes(call) ? undefined : setUp.requireFolder());
}

export function handlersOf(setUp: SetUp, desktop: Desktop, firstLanguage: Language): Handlers {
  let language = firstLanguage;
  return {
    snapshot: () => setUp.snapshot(language),
    storeSecret: async ({ name, value }) => {
      await setUp.storeSecret(name, value);
      return { stored: true };
    },
    ...testingHandlers(setUp, () => language),
    ...changingHandlers(setUp),
    copyText: async ({ text }) => done(desktop.copyText(text)),
    saveText: async ({ name, text }) => ({ isSaved: await desktop.saveText(name, text) }),
    setLanguage: async (argument) => {
      language = argument.language;
      return {};
    },
    closeWindow: async () => done(desktop.closeWindow()),
  };
}

type Testing =
  | 'signIn'
  | 'cancelSignIn'
  | 'openSignInPage'
  | 'runHostChecks'
  | 'runChecks'
  | 'cancelChecks'
  | 'testNetwork'
  | 'cancelTestNetwork'
  | 'sendTestMail'
  | 'cancelTestMail'
  | 'preview'
  | 'cancelPreview';

function testingHandlers(setUp: SetUp, language: () => Language): Pick<Handlers, Testing> {
  const { signIn, testing } = setUp;
  return {
    signIn: (request) => signIn.start(request),
    cancelSignIn: async () => done(signIn.cancel()),
    openSignInPage: async () => done(await signIn.openPage()),
    runHostChecks: async ({ only }) => [...(await testing.hostChecks(only))],
    runChecks: async ({ answers, only }) => [...(await testing.connectionChecks(answers, only))],
    cancelChecks: async () => done(setUp.cancel('checks')),
    testNetwork: async (request) => [...(await testing.network(request))],
    cancelTestNetwork: async () => done(setUp.cancel('network')),
    sendTestMail: (request) => testing.testMail(request, language()),
    cancelTestMail: async () => done(setUp.cancel('mail')),
    preview: (answers) => testing.preview(answers),
    cancelPreview: async () => done(setUp.cancel('preview')),
  };
}

type Changing = 'connect' | 'cancelConnect' | 'acceptPlan' | 'installed' | 'maintain' | 'judgePlace' | 'deleteAccountCertificate';

function changingHandlers(setUp: SetUp): Pick<Handlers, Changing> {
  const { installation, maintenance } = setUp;
  return {
    connect: (answers) => installation.connect(answers),
    cancelConnect: async () => done(await installation.cancel()),
    acceptPlan: ({ plan }) => installation.acceptPlan(plan),
    installed: () => maintenance.installed(),
    maintain: (act) => maintenance.maintain(act),
    judgePlace: () => setUp.judgePlace(),
    deleteAccountCertificate: async () => {
      await setUp.deleteAccountCertificate();
      return { isGone: true };
    },
  };
}

function done(_nothing: unknown): Record<string, never> {
  return {};
}
