import net from 'node:net';

/** A socket as Node writes to it: single writes and gathered ones come by here. */
interface Writer {
  _writeGeneric(...parameters: unknown[]): unknown;
}

/**
 * Loaded before the gateway (`node --require`): a message from its parent arms it, and from then on the process dies
 * before its write number DIE_AT_WRITE to any socket, be it the database's, the vendor's or the client's.
 */
const limit = Number(process.env.DIE_AT_WRITE);
const prototype = net.Socket.prototype as unknown as Writer;
const write = prototype._writeGeneric;
let writes = Number.NEGATIVE_INFINITY;

prototype._writeGeneric = function (this: net.Socket, ...parameters: unknown[]): unknown {
  if (++writes === limit) process.kill(process.pid, 'SIGKILL');
  return write.apply(this as unknown as Writer, parameters);
};

process.on('message', () => {
  process.send!('armed', () => {
    writes = 0;
  });
});
