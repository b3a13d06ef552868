import net from 'node:net';

/** A wire between the gateway and its database, or a vendor, that can be cut. */
export interface Wire {
  readonly port: number;
  /** `open` passes everything on, `cut` refuses and breaks, `silent` accepts and says nothing more. */
  set(state: 'open' | 'cut' | 'silent'): void;
  close(): Promise<void>;
}

export async function layWire(targetPort: number): Promise<Wire> {
  let state: 'open' | 'cut' | 'silent' = 'open';
  const ends = new Set<net.Socket>();
  const server = net.createServer((near) => {
    if (state === 'cut') return void near.destroy();
    ends.add(near);
    near.on('error', () => near.destroy()).on('close', () => ends.delete(near));
    const far = net.connect(targetPort, '127.0.0.1');
    ends.add(far);
    far.on('error', () => near.destroy()).on('close', () => (ends.delete(far), near.destroy()));
    near.on('close', () => far.destroy());
    near.on('data', (bytes) => state === 'open' && far.write(bytes));
    far.on('data', (bytes) => state === 'open' && near.write(bytes));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const cut = (): void => {
    for (const end of ends) end.destroy();
  };
  return {
    port: (server.address() as net.AddressInfo).port,
    set: (next) => {
      state = next;
      if (next !== 'silent') cut();
    },
    close: async () => {
      cut();
      await new Promise((done) => server.close(done));
    },
  };
}

/** The same URL, over the wire. */
export function through(url: string, { port }: Wire): string {
  const found = new URL(url);
  found.port = String(port);
  return found.href;
}
