/** Seconds since something began on this page, by a tick of the browser; no clock is read. The renderer's only timer. */
import { useEffect, useState } from 'react';

/** Starts again at 0 whenever `key` changes; stands still while it is null. */
export function useSeconds(key: string | number | null): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    setSeconds(0);
    if (key === null) return;
    const timer = window.setInterval(() => setSeconds((count) => count + 1), 1000);
    return () => window.clearInterval(timer);
  }, [key]);
  return seconds;
}
