import type { Socket } from 'node:net';

/** Calls `each` with every line that arrives. A broken connection is a closed one. */
export function onLine(socket: Socket, each: (line: string) => void): void {
  let rest = '';
  socket.on('error', () => undefined);
  socket.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    lines.forEach(each);
  });
}
