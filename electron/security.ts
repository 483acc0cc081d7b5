/**
 * What the window may not do, all of it in one place. Reasons: https://www.electronjs.org/docs/latest/tutorial/security
 * A secret is typed into this window; it shows local files only and has no way out but the calls of the contract.
 */
import { fileURLToPath } from 'node:url';
import type { App, Session, WebContents, WebPreferences } from 'electron';

/** Fluent's style engine adds rules at run time, hence the one exception; the same policy stands in the page itself. */
export const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export const lockedDown = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  webviewTag: false,
  allowRunningInsecureContent: false,
  navigateOnDragDrop: false,
  spellcheck: false,
} as const satisfies WebPreferences;

/** True for a file below `folder` (absolute, with a separator at its end) and for nothing else. */
export function isOwnFile(address: string, folder: string): boolean {
  if (!address.startsWith('file:///')) return false;
  try {
    return fileURLToPath(new URL(address)).startsWith(folder);
  } catch {
    return false;
  }
}

export function secureSession(session: Session, folder: string): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isAllowed(details.url, folder) }));
  session.webRequest.onHeadersReceived((details, answer) =>
    answer({ responseHeaders: { ...details.responseHeaders, 'Content-Security-Policy': [contentSecurityPolicy] } }),
  );
  session.on('will-download', (event) => event.preventDefault());
}

/** Pictures and fonts that the page carries within itself leave no trace outside; the policy says where they may be used. */
function isAllowed(address: string, folder: string): boolean {
  return address.startsWith('data:') || isOwnFile(address, folder);
}

/** Every web page that this program ever has: no other address, no other window. */
export function secureContents(app: App): void {
  app.on('web-contents-created', (_event, contents) => lock(contents));
}

function lock(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
