import net from 'node:net';

/** The methods by which Node writes to a socket: single writes and gathered ones. */
interface Writer {
  _writeGeneric(...parameters: unknown[]): unknown;
}

/**
 * Loaded before the gateway (`node --require`). A message from its parent arms it; from then on the process dies before
 * its write number DIE_AT_WRITE to any socket (database, vendor or client).
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
