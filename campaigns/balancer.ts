import http from 'node:http';
import { freePort } from '../test/support/gateway';
import { startHaproxy } from '../test/support/haproxy';
import { pause } from './campaign';

/** A load balancer that sends requests to ready replicas only. */
export interface Balancer {
  readonly name: string;
  readonly url: string;
  stop(): Promise<void>;
}

const CHECK_MS = 100;

/** Debian's HAProxy, with keep-alive on both sides and its usual reuse of connections. It does not retry. */
export async function haproxy(replicas: readonly string[]): Promise<Balancer> {
  const port = await freePort();
  const servers = replicas.map(
    (url, index) => `  server replica${index} 127.0.0.1:${new URL(url).port} check inter ${CHECK_MS}ms fall 2 rise 1`,
  );
  const daemon = startHaproxy([
    'defaults',
    '  mode http',
    '  timeout connect 2s',
    '  timeout client 30s',
    '  timeout server 30s',
    '  timeout check 2s',
    '  retries 0',
    '  option http-keep-alive',
    'listen gateway',
    `  bind 127.0.0.1:${port}`,
    '  option httpchk GET /health/ready',
    '  http-check expect status 200',
    '  http-reuse safe',
    ...servers,
  ]);
  const url = `http://127.0.0.1:${port}`;
  while (
    !(await fetch(`${url}/health/live`).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    daemon.demandAlive();
    await pause(20);
  }
  return { name: 'haproxy', url, stop: () => daemon.kill() };
}

/** A small replacement where HAProxy is not installed. */
export async function nodeProxy(replicas: readonly string[]): Promise<Balancer> {
  const agent = new http.Agent({ keepAlive: true });
  const ready = new Set<string>();
  const check = async (url: string): Promise<void> => {
    const isReady = await fetch(`${url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) ready.add(url);
    else ready.delete(url);
  };
  const timer = setInterval(() => void replicas.map(check), CHECK_MS);
  let next = 0;
  const server = http.createServer((request, response) => {
    const up = [...ready];
    const target = up[next++ % up.length];
    if (!target) return void response.writeHead(502).end();
    const onward = http.request(
      target + request.url!,
      { agent, method: request.method, headers: request.headers },
      (answer) => {
        const { connection: _, 'keep-alive': __, ...headers } = answer.headers;
        response.writeHead(answer.statusCode!, headers);
        answer.pipe(response);
      },
    );
    onward.once('error', () =>
      response.headersSent ? response.destroy() : response.writeHead(502, { 'Content-Length': 0 }).end(),
    );
    request.pipe(onward);
  });
  const port = await freePort();
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  await Promise.all(replicas.map(check));
  return {
    name: 'node',
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      clearInterval(timer);
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      agent.destroy();
    },
  };
}
