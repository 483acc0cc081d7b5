/** Walks a sign-in page as a browser with a person before it would: opens it, presses a button, and follows to where that leads. */

export interface Arrival {
  /** Of the page at which the browser ends. */
  readonly status: number;
  readonly text: string;
}

/** Throws an Error when the page has no such button or leads nowhere. */
export async function walkSignInPage(address: string, answer: 'approved' | 'declined'): Promise<Arrival> {
  const opened = await fetch(address, { signal: AbortSignal.timeout(10_000) });
  const text = await opened.text();
  if (!text.includes(`value="${answer}"`)) throw new Error(`the sign-in page has no such button: HTTP ${opened.status} ${text}`);
  const pressed = await fetch(address, {
    method: 'POST',
    body: new URLSearchParams({ answer }),
    redirect: 'manual',
    signal: AbortSignal.timeout(10_000),
  });
  const location = pressed.headers.get('location');
  if (location === null) throw new Error(`the sign-in page leads nowhere: HTTP ${pressed.status}`);
  const arrived = await fetch(location, { signal: AbortSignal.timeout(10_000) });
  return { status: arrived.status, text: await arrived.text() };
}
