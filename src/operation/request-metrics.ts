import type { FastifyInstance } from 'fastify';
import type { Intake } from '../admission/intake';
import type { ConcurrencyLimiter } from '../admission/concurrency-limiter';
import type { Metrics } from './metrics';

/** Counts and times requests by their route's pattern; reports how many are inside and how many wait for clients. */
export function addRequestMetrics(
  app: FastifyInstance,
  metrics: Metrics,
  load: ConcurrencyLimiter,
  intake: Intake,
): void {
  app.addHook('onResponse', (request, reply, done) => {
    metrics.requestEnded(
      request.method,
      request.routeOptions.url ?? 'none',
      reply.statusCode,
      reply.elapsedTime / 1000,
    );
    done();
  });
  metrics.register([
    {
      name: 'http_requests_in_flight',
      help: 'Requests that were admitted and are not answered',
      kind: 'gauge',
      read: () => [{ value: load.counts.inside }],
    },
    {
      name: 'http_requests_working',
      help: 'Admitted requests that do not wait for a vendor',
      kind: 'gauge',
      read: () => [{ value: load.counts.working }],
    },
    {
      name: 'http_requests_turned_away_total',
      help: 'Requests that were refused because there are too many (load shedding)',
      kind: 'counter',
      read: () => [{ value: load.refused }],
    },
    {
      name: 'http_waiting_for_clients',
      help:
        'What waits for clients: connections that have asked nothing yet, idle ones, unfinished bodies, answers ' +
        'that are not taken',
      kind: 'gauge',
      labels: ['what'],
      read: () => Object.entries(intake.waiting).map(([what, value]) => ({ labels: { what }, value })),
    },
    {
      name: 'http_dropped_total',
      help: 'Requests and answers whose clients were too slow, or too many',
      kind: 'counter',
      labels: ['what', 'reason'],
      read: () => intake.dropped.map(({ what, reason, count }) => ({ labels: { what, reason }, value: count })),
    },
  ]);
}
