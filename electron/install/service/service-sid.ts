/** Windows gives every service an identity of its own; its number follows from the name alone, on every computer the same. */
import { createHash } from 'node:crypto';

/** S-1-5-80 and the SHA-1 of the name in capitals, as five numbers. */
export function serviceSid(name: string): string {
  const hash = createHash('sha1').update(Buffer.from(name.toUpperCase(), 'utf16le')).digest();
  const numbers = Array.from({ length: 5 }, (_, index) => hash.readUInt32LE(index * 4));
  return ['S-1-5-80', ...numbers].join('-');
}
