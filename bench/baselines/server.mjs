import http from 'node:http';

export const GRANTS = '/v1/customers/onboarding/grants';

function send(response, status, body) {
  const text = JSON.stringify(body);
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    .end(text);
}

/**
 * Serves `POST /v1/customers/onboarding/grants` with node:http. `grant` gets the request's headers and the body's bytes
 * and returns `[status, body]`.
 */
export function serve(grant) {
  const server = http.createServer((request, response) => {
    if (request.url !== GRANTS || request.method !== 'POST')
      return send(response, request.url === '/healthz' ? 200 : 404, {});
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    return request.on('end', () =>
      grant(request.headers, chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)).then(
        ([status, body]) => send(response, status, body),
        () => send(response, 500, { error: 'internal' }),
      ),
    );
  });
  server.keepAliveTimeout = 60_000;
  server.listen(Number(process.env.PORT), '127.0.0.1');
  process.once('SIGTERM', () => process.exit(0));
}
