import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { admission, handlersOf } from '../../../electron/handlers.ts';
import { answerCall } from '../../../electron/ipc/answer.ts';
import { SetUp } from '../../../electron/setup/set-up.ts';
import { type IpcCall, ipcCalls } from '../../../shared/ipc/contract.ts';
import { writeDeliveredFolder } from '../../builders/delivered-folder.ts';
import { setupHostAt } from '../../builders/setup-host.ts';

const nobody = (): void => undefined;
const ownPage = 'file:///index.html';
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ec-admission-'));
  writeDeliveredFolder(join(folder, 'delivered'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function opened() {
  const { host, setupVault } = setupHostAt(join(folder, 'home'));
  const setUp = new SetUp({
    host: { ...host, programFolder: join(folder, 'delivered'), isDelivered: true },
    listener: { setup: nobody, signIn: nobody, hop: nobody, preview: nobody },
    version: '1.2.3',
    openPage: async () => undefined,
  });
  const desktop = { copyText: nobody, saveText: async () => false, closeWindow: nobody };
  const answering = { handlers: handlersOf(setUp, desktop, 'en'), admit: admission(setUp), ownPage, refused: nobody };
  const ask = (name: IpcCall, argument: unknown) => answerCall(answering, name, { isMainFrame: true, address: ownPage }, argument);
  return { setUp, setupVault, ask };
}

describe('P2 set-up in an altered folder', () => {
  beforeEach(() => appendFileSync(join(folder, 'delivered', 'resources', 'app.asar'), 'x'));

  it('says what is wrong, and does nothing that it is asked', async () => {
    const { ask, setupVault } = opened();

    expect(await ask('snapshot', {})).toMatchObject({ ok: true, value: { folder: [{ kind: 'altered', path: 'resources/app.asar' }] } });
    expect(await ask('storeSecret', { name: 'exchange-password', value: 'typed' })).toMatchObject({
      ok: false,
      error: { code: 'folder.altered', params: { path: 'resources/app.asar' } },
    });
    expect(await setupVault.names()).toEqual([]);
    expect(await ask('maintain', { act: 'uninstall' })).toMatchObject({ ok: false, error: { code: 'folder.altered' } });
  });

  it('lets nothing through but what shows, copies and closes', async () => {
    const admit = admission(opened().setUp);
    const names = Object.keys(ipcCalls).filter((name): name is IpcCall => name in ipcCalls);

    const admitted = await Promise.all(
      names.map((name) =>
        admit(name).then(
          () => name,
          () => null,
        ),
      ),
    );

    expect(admitted.filter(Boolean).sort()).toEqual(['closeWindow', 'copyText', 'saveText', 'setLanguage', 'snapshot']);
  });
});

describe('P2 set-up in the folder as it was delivered', () => {
  it('does what it is asked', async () => {
    const { ask, setupVault } = opened();

    expect(await ask('storeSecret', { name: 'exchange-password', value: 'typed' })).toEqual({ ok: true, value: { stored: true } });
    expect(await setupVault.names()).toEqual(['exchange-password']);
  });
});
