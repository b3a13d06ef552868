import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Holdable } from './bounded-set';
import type { Admission } from './concurrency-limiter';
import { clientAddress } from './source/client-address';
import type { IncomingBody } from './incoming-body';

/** One connection and its requests that are not completely answered; several when pipelined (RFC 9112, 9.3.2). */
export class Connection implements Holdable {
  readonly address: string;
  readonly exchanges: Exchange[] = [];
  held: Holdable['held'] = null;

  constructor(readonly socket: Socket) {
    this.address = clientAddress(socket.remoteAddress);
  }
}

export interface Exchange extends Holdable {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly connection: Connection;
  /** By performance.now(): when the headers had arrived. */
  readonly begunAt: number;
  /** The id of the request in its answer and in the log; null until it is answered. */
  requestId: string | null;
  /** Null when no body is awaited. */
  body: IncomingBody | null;
  /** It is left when the work has ended: the answer is handed over, or the client has gone. Null before and without. */
  admission: Admission | null;
}
