/** Keys that hold on every page: Escape asks before leaving, Alt and a letter press the button that names them, Enter is the main act. */
import { type KeyboardEvent, useEffect } from 'react';

/** Where Enter already has a meaning of its own. */
const ownEnter = 'button, a, summary, textarea, [role="alertdialog"] *';

/** `isOff` while a dialog is open: then the keys are the dialog's. */
export function useKeys(isOff: boolean, onEscape: () => void): void {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (isOff || event.defaultPrevented) return;
      if (event.key === 'Escape') onEscape();
      pressLetter(event);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
}

/** The buttons carry their letter in aria-keyshortcuts (labelled-button.tsx). */
function pressLetter(event: globalThis.KeyboardEvent): void {
  const letter = event.altKey && !event.ctrlKey && !event.metaKey ? event.key.toUpperCase() : '';
  const button = /^[A-Z]$/.test(letter) ? document.querySelector<HTMLButtonElement>(`button[aria-keyshortcuts="Alt+${letter}"]`) : null;
  if (button === null) return;
  event.preventDefault();
  button.click();
}

/** Enter is the main act also while the heading or nothing has the focus. */
export function submitOnEnter(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key !== 'Enter' || !(event.target instanceof Element) || event.target.closest(ownEnter) !== null) return;
  event.preventDefault();
  const main = event.currentTarget.querySelector<HTMLButtonElement>('button[type="submit"]');
  if (main !== null && main.ariaDisabled !== 'true') event.currentTarget.requestSubmit();
}
