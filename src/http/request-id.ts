import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

/** Names each request in its answer, and writes one log line for it: the route's pattern, never the URL, whose query may hold a one-time state. */
export function addRequestLog(app: FastifyInstance, logger: Logger): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('X-Request-Id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    const line = {
      msg: 'request',
      request_id: request.id,
      consumer: request.caller?.clientId,
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    };
    logger[reply.statusCode >= 500 ? 'warn' : 'info'](line);
  });
}
