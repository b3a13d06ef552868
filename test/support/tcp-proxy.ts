import net from 'node:net';

/** A TCP proxy between the gateway and its database, or a vendor, that can be cut. */
export interface TcpProxy {
  readonly port: number;
  /**
   * `open` forwards everything, `cut` refuses and closes connections, `silent` accepts and forwards nothing, until it
   * is opened or cut.
   */
  set(state: 'open' | 'cut' | 'silent'): void;
  /** Existing connections stay silent for good; new connections are forwarded. */
  swallow(): void;
  /** Forwards to another port from now on; existing connections are closed. */
  lead(targetPort: number): void;
  /** Open connections of clients. */
  readonly connected: number;
  close(): Promise<void>;
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  let state: 'open' | 'cut' | 'silent' = 'open';
  let target = targetPort;
  const swallowed = new WeakSet<net.Socket>();
  const nears = new Set<net.Socket>();
  const fars = new Set<net.Socket>();
  const server = net.createServer((near) => {
    if (state === 'cut') return void near.destroy();
    nears.add(near);
    near.on('error', () => near.destroy()).on('close', () => nears.delete(near));
    const far = net.connect(target, '127.0.0.1');
    fars.add(far);
    far.on('error', () => near.destroy()).on('close', () => (fars.delete(far), near.destroy()));
    near.on('close', () => far.destroy());
    const passes = (): boolean => state === 'open' && !swallowed.has(near);
    near.on('data', (bytes) => passes() && far.write(bytes));
    far.on('data', (bytes) => passes() && near.write(bytes));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const cut = (): void => {
    for (const end of [...nears, ...fars]) end.destroy();
  };
  return {
    port: (server.address() as net.AddressInfo).port,
    set: (next) => {
      state = next;
      if (next !== 'silent') cut();
    },
    swallow: () => {
      for (const near of nears) swallowed.add(near);
    },
    lead: (port) => {
      target = port;
      cut();
    },
    get connected() {
      return nears.size;
    },
    close: async () => {
      cut();
      await new Promise((done) => server.close(done));
    },
  };
}

/** The same URL, through the proxy. */
export function through(url: string, { port }: TcpProxy): string {
  const found = new URL(url);
  found.port = String(port);
  return found.href;
}
