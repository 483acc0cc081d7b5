/**
 * Stands between the socket of the control channel and the JSON-RPC reader: a frame that announces more than the limit,
 * or a header that is none, ends the stream before a byte of it is buffered.
 */
import { Transform, type TransformCallback } from 'node:stream';
import { frameLimit } from '../control/contract.ts';
import { Failure } from '../errors.ts';

const headerLimit = 512;
const headerEnd = '\r\n\r\n';

/** A byte stream that passes well-announced frames on unchanged and is destroyed with `channel.message-invalid` otherwise. */
export class FrameGuard extends Transform {
  readonly #limit: number;
  #header = '';
  #bodyLeft = 0;

  constructor(limit: number = frameLimit) {
    super();
    this.#limit = limit;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      let rest = chunk;
      while (rest.length > 0) rest = this.#take(rest);
      done();
    } catch (thrown) {
      done(thrown instanceof Error ? thrown : new Failure('channel.message-invalid'));
    }
  }

  #take(chunk: Buffer): Buffer {
    if (this.#bodyLeft === 0) return this.#takeHeader(chunk);
    const body = chunk.subarray(0, this.#bodyLeft);
    this.#bodyLeft -= body.length;
    this.push(body);
    return chunk.subarray(body.length);
  }

  #takeHeader(chunk: Buffer): Buffer {
    const before = this.#header.length;
    const text = this.#header + chunk.toString('latin1', 0, headerLimit);
    const end = text.indexOf(headerEnd);
    if (end < 0 && text.length >= headerLimit) throw new Failure('channel.message-invalid', { detail: 'frame without header' });
    if (end < 0) {
      this.#header = text;
      return Buffer.alloc(0);
    }
    this.#bodyLeft = this.#announced(text.slice(0, end));
    this.#header = '';
    this.push(Buffer.from(text.slice(0, end) + headerEnd, 'latin1'));
    return chunk.subarray(end + headerEnd.length - before);
  }

  #announced(header: string): number {
    const lengths = header.split('\r\n').flatMap((line) => /^content-length:\s*(\d{1,15})$/i.exec(line)?.slice(1) ?? []);
    const [length] = lengths;
    if (lengths.length !== 1 || length === undefined) throw new Failure('channel.message-invalid', { detail: 'frame without one length' });
    if (Number(length) > this.#limit) throw new Failure('channel.message-invalid', { detail: `frame of ${length} bytes` });
    return Number(length);
  }
}
