import type { IncomingMessage } from 'node:http';

/** How a body ended: it is complete, it is larger than allowed, or the client hung up before its end. */
export type BodyEnd = 'complete' | 'too-large' | 'gone';

/** Whether a body follows the headers (RFC 9112, 6.3). */
export const hasBody = ({ headers }: Pick<IncomingMessage, 'headers'>): boolean =>
  headers['transfer-encoding'] !== undefined ||
  (headers['content-length'] !== undefined && Number(headers['content-length']) !== 0);

export const NO_BODY: Buffer = Buffer.alloc(0);

/** Collects the body of one request, of at most `most` bytes, into one buffer, in however many chunks it comes. */
export class IncomingBody {
  private bytes = NO_BODY;
  private length = 0;
  private isOver = false;
  private listener: ((chunk: Buffer) => void) | null = null;

  constructor(
    private readonly request: IncomingMessage,
    private readonly most: number,
    private readonly ended: (end: BodyEnd) => void,
  ) {}

  get received(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  /** Whether more of it may come. */
  get isAwaited(): boolean {
    return !this.isOver;
  }

  begin(): void {
    if (Number(this.request.headers['content-length']) > this.most) return this.end('too-large');
    const take = (chunk: Buffer): void => this.take(chunk);
    const gone = (): void => this.end('gone');
    this.listener = take;
    this.request
      .on('data', take)
      .once('end', () => this.end('complete'))
      .once('close', gone)
      .on('error', gone);
  }

  /** Stops collecting; what still arrives is discarded. */
  stop(): void {
    this.isOver = true;
    this.bytes = NO_BODY;
    this.length = 0;
    if (this.listener) this.request.off('data', this.listener);
    this.request.resume();
  }

  private take(chunk: Buffer): void {
    const needed = this.length + chunk.length;
    if (needed > this.most) return this.end('too-large');
    if (this.length === 0) {
      // Most bodies come in one chunk, which nothing else uses.
      this.bytes = chunk;
      this.length = needed;
      return;
    }
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.length));
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    chunk.copy(this.bytes, this.length);
    this.length = needed;
  }

  private end(end: BodyEnd): void {
    if (this.isOver) return;
    if (end !== 'complete') this.stop();
    this.isOver = true;
    this.ended(end);
  }
}
