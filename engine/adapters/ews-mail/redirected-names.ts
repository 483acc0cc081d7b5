/** The names of a rehearsal's mail servers, which no DNS knows, as ports of this computer. */
import type { Redirected } from './mail-transport.ts';

const loopback = '127.0.0.1';

/** `text`: `name:port=port`, with commas between. What is no such pair is left out; nothing leads away from this computer. */
export function redirectedNames(text: string): Redirected {
  const ports = new Map<string, number>();
  for (const pair of text.split(',')) {
    const [, name, port] = /^([A-Za-z0-9.-]+:\d{1,5})=(\d{1,5})$/.exec(pair.trim()) ?? [];
    if (name !== undefined) ports.set(name.toLowerCase(), Number(port));
  }
  return (host, wanted) => {
    const port = ports.get(`${host.toLowerCase()}:${wanted}`);
    return port === undefined ? null : { host: loopback, port };
  };
}
