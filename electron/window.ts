/** The one window of set-up. */
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, BrowserWindow, Menu, session } from 'electron';
import { lockedDown, secureSession } from './security.ts';

export interface SetupWindow {
  readonly window: BrowserWindow;
  /** Address of its page. */
  readonly page: string;
  /** Shows the page; answers when it is loaded. */
  load(): Promise<void>;
}

/** `distribution`: folder with main/, preload/ and renderer/ in it. */
export function createWindow(distribution: string): SetupWindow {
  const folder = join(distribution, 'renderer');
  const file = join(folder, 'index.html');
  secureSession(session.defaultSession, `${folder}${sep}`);
  // Without the standard menu there is no reload, no zoom reset by accident and no developer tools.
  Menu.setApplicationMenu(null);
  const window = new BrowserWindow({
    width: 960,
    height: 720,
    minWidth: 800,
    minHeight: 600,
    show: false,
    title: 'Microsoft Intune Exchange Connector',
    // Seconds are counted by the page's own tick, which a window in the background would otherwise lose.
    webPreferences: {
      ...lockedDown,
      devTools: !app.isPackaged,
      backgroundThrottling: false,
      preload: join(distribution, 'preload', 'preload.cjs'),
    },
  });
  window.once('ready-to-show', () => window.show());
  return { window, page: pathToFileURL(file).href, load: () => window.loadFile(file) };
}
