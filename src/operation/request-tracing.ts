import type { FastifyInstance } from 'fastify';
import type { Tracer } from './tracer';

/** Begins a span for each request, under the caller's `traceparent`; its name is the path's pattern, never the path. */
export function addRequestTracing(app: FastifyInstance, tracer: Tracer): void {
  if (!tracer.isOn) return;
  app.addHook('onRequest', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    const span = tracer.request(`${request.method} ${route}`, request.headers.traceparent);
    request.work!.trace = span.context;
    reply.raw.once('close', () => {
      span.end(
        {
          'http.request.method': request.method,
          'http.route': route,
          'http.response.status_code': reply.statusCode,
          'portico.request_id': request.id,
        },
        reply.statusCode >= 500,
      );
    });
  });
}
