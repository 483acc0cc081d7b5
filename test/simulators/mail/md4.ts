/** MD4 (RFC 1320): the NT hash of a password needs it, and OpenSSL no longer offers it. Own code, so that the client's library is judged by another. */
const rounds = [
  { add: 0, order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], shifts: [3, 7, 11, 19] },
  { add: 0x5a827999, order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15], shifts: [3, 5, 9, 13] },
  { add: 0x6ed9eba1, order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15], shifts: [3, 9, 11, 15] },
] as const;

type State = readonly [number, number, number, number];

export function md4(message: Buffer): Buffer {
  const padded = withPadding(message);
  let state: State = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let at = 0; at < padded.length; at += 64) state = sum(state, mixed(state, padded.subarray(at, at + 64)));
  const digest = Buffer.alloc(16);
  for (const [index, word] of state.entries()) digest.writeUInt32LE(word, index * 4);
  return digest;
}

function withPadding(message: Buffer): Buffer {
  const zeros = (119 - (message.length % 64)) % 64;
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(message.length) * 8n);
  return Buffer.concat([message, Buffer.of(0x80), Buffer.alloc(zeros), length]);
}

function mixed(start: State, block: Buffer): State {
  let [a, b, c, d] = start;
  for (const [round, { add, order, shifts }] of rounds.entries()) {
    for (const [step, word] of order.entries()) {
      const value = (a + chosen(round, b, c, d) + block.readUInt32LE(word * 4) + add) >>> 0;
      [a, b, c, d] = [d, rotated(value, shifts[step % 4] ?? 0), b, c];
    }
  }
  return [a, b, c, d];
}

/** The three mixing functions, by round. */
function chosen(round: number, x: number, y: number, z: number): number {
  if (round === 0) return (x & y) | (~x & z);
  return round === 1 ? (x & y) | (x & z) | (y & z) : x ^ y ^ z;
}

function rotated(value: number, by: number): number {
  return ((value << by) | (value >>> (32 - by))) >>> 0;
}

function sum([a, b, c, d]: State, [e, f, g, h]: State): State {
  return [(a + e) >>> 0, (b + f) >>> 0, (c + g) >>> 0, (d + h) >>> 0];
}
