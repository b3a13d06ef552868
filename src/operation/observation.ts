import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Intake } from '../admission/intake';
import type { ConcurrencyLimiter } from '../admission/concurrency-limiter';
import { Metrics } from './metrics';
import { addRequestMetrics } from './request-metrics';
import { addRequestTracing } from './request-tracing';
import { Tracer } from './tracer';

/** Adds metrics and tracing to every request. */
export function observeRequests(app: NestFastifyApplication, load: ConcurrencyLimiter, intake: Intake): void {
  const fastify = app.getHttpAdapter().getInstance();
  addRequestTracing(fastify, app.get(Tracer));
  addRequestMetrics(fastify, app.get(Metrics), load, intake);
}
