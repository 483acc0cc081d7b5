/** All that set-up can do, for the window and for an unattended run alike. Knows no window and no terminal; no answer, event or error holds a secret. */
import { dirname } from 'node:path';
import type { Snapshot } from '../../shared/ipc/contract.ts';
import { isRehearsal } from '../../shared/places.ts';
import { type Language, type TypedSecret, typedSecretSchema } from '../../shared/setup/answers.ts';
import type { FolderFault, Place } from '../../shared/setup/set-up-folder.ts';
import { ownersOnWindows } from '../install/service/windows-service.ts';
import type { SetupHost } from '../install/setup-host.ts';
import { deleteAccountCertificate, readAccountCertificate } from '../package/account-certificate.ts';
import { checkOwnFolder, requireNoFault } from '../package/own-folder.ts';
import { judgePlace } from '../package/place.ts';
import { draftFrom } from './draft.ts';
import { Installation } from './installation.ts';
import { Maintenance } from './maintenance.ts';
import { type OpenPage, SignIn } from './sign-in.ts';
import { Testing } from './testing.ts';
import { type SetupListener, Workplace } from './workplace.ts';

export interface SetUpOptions {
  readonly host: SetupHost;
  readonly listener: SetupListener;
  /** Of this set-up and the engine that it brings. */
  readonly version: string;
  readonly openPage: OpenPage;
}

export class SetUp {
  readonly installation: Installation;
  readonly maintenance: Maintenance;
  readonly testing: Testing;
  readonly signIn: SignIn;
  readonly #place: Workplace;
  readonly #version: string;
  readonly #closing = new AbortController();
  /** Read once: whoever changes the folder afterwards could change what checks it, too. */
  #folder: Promise<readonly FolderFault[]> | null = null;

  constructor({ host, listener, version, openPage }: SetUpOptions) {
    this.#place = new Workplace(host, listener);
    this.#version = version;
    this.installation = new Installation(this.#place);
    this.maintenance = new Maintenance(this.#place, version);
    this.testing = new Testing(this.#place);
    this.signIn = new SignIn(this.#place, openPage);
  }

  /** Gathered side by side: the window shows nothing before it has all of it. */
  async snapshot(language: Language): Promise<Snapshot> {
    const { host } = this.#place;
    const [folder, loaded, draft, stored, installed] = await Promise.all([
      this.folderFaults(),
      readAccountCertificate(host.accountCertificatePath).catch(() => null),
      draftFrom(host),
      this.#stored(),
      this.maintenance.installed(),
    ]);
    const tenantId = loaded?.certificate.tenantId ?? null;
    return {
      version: this.#version,
      language,
      rehearsal: isRehearsal(host.environment),
      draft,
      stored,
      tenantId,
      folder: [...folder],
      installed,
    };
  }

  async storeSecret(name: TypedSecret, value: string): Promise<void> {
    await this.#place.host.setupVault.write(name, value);
  }

  /** P2: what is wrong with the folder that set-up was started from. */
  folderFaults(): Promise<readonly FolderFault[]> {
    const { programFolder: folder, isDelivered } = this.#place.host;
    this.#folder ??= checkOwnFolder({ folder, isDelivered }, this.#closing.signal);
    return this.#folder;
  }

  /** Throws `folder.altered` unless the folder is as it was delivered. */
  async requireFolder(): Promise<void> {
    requireNoFault(await this.folderFaults());
  }

  /** P3: who else can get at the folder with the account certificate. */
  judgePlace(): Promise<Place> {
    const { host } = this.#place;
    const { platform, environment, accountCertificatePath } = host;
    const askOwners = (paths: readonly string[], signal: AbortSignal) => ownersOnWindows(host, paths, signal);
    return judgePlace(dirname(accountCertificatePath), { platform, environment, askOwners }, this.#closing.signal);
  }

  /** Throws when it is not gone afterwards. */
  async deleteAccountCertificate(): Promise<void> {
    await deleteAccountCertificate(this.#place.host.accountCertificatePath);
  }

  /** Cancels what runs, waits for it, and leaves nothing of an unfinished set-up behind. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.signIn.close();
    await this.#place.close();
  }

  cancel(kind: 'checks' | 'network' | 'mail' | 'preview'): void {
    this.#place.cancel(kind);
  }

  async #stored(): Promise<TypedSecret[]> {
    const names: readonly string[] = await this.#place.host.setupVault.names().catch(() => []);
    return typedSecretSchema.options.filter((name) => names.includes(name));
  }
}
