import type { FastifyInstance } from 'fastify';
import type { Load } from '../http/load';
import type { Metrics } from './metrics';

/** Counts and times every request under its route's pattern, and shows how full the house is. */
export function addRequestMetrics(app: FastifyInstance, metrics: Metrics, load: Load): void {
  app.addHook('onResponse', async (request, reply) => {
    metrics.requestEnded(request.method, request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime / 1000);
  });
  metrics.register([
    { name: 'http_requests_in_flight', help: 'Requests inside', kind: 'gauge', read: () => [{ value: load.counts.inside }] },
    { name: 'http_requests_working', help: 'Requests inside that do not wait for a vendor', kind: 'gauge', read: () => [{ value: load.counts.working }] },
    { name: 'http_requests_turned_away_total', help: 'Requests turned away at the door because of too much load', kind: 'counter', read: () => [{ value: load.refused }] },
  ]);
}
