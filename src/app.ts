import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module';
import type { Config } from './config/config';
import { envelopes } from './consent/finpro-envelope';
import { addConfirmedAnswers } from './database/confirmation';
import { Load } from './admission/load';
import { addHttpRules, newAdapter } from './http/adapter';
import { Door } from './http/door';
import { JsonLogger } from './http/logger';
import { ProblemFilter } from './http/problem.filter';
import { addRequestLog } from './http/request-id';
import { ValidationPipe } from './input/validation';
import { observeRequests } from './operation/observation';
import { publishOpenApi } from './openapi';
import { asFailure } from './privacy/subject-keys';

/**
 * Milliseconds that an idle connection is kept: longer than load balancers keep theirs, so that it is they who close.
 */
const KEEP_ALIVE_MS = 75_000;

/** The only place that builds the application: for main, the tests and the OpenAPI document. */
export async function createApp(
  config: Config,
  logger = new JsonLogger(config.logLevel),
): Promise<NestFastifyApplication> {
  const envelopeFor = envelopes(config.absoluteUrl);
  const problems = new ProblemFilter(asFailure, logger, envelopeFor);
  const load = new Load(config.maxInFlight);
  const door = new Door(
    load,
    problems.answers,
    { receiveMs: config.receiveTimeoutMs, sendMs: config.sendTimeoutMs, keepAliveMs: KEEP_ALIVE_MS },
    logger.pino,
  );
  const adapter = newAdapter(door, problems);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, door), adapter, {
    logger,
    abortOnError: false,
    bodyParser: false,
  });
  const fastify = adapter.getInstance();
  problems.watch(fastify);
  addHttpRules(fastify);
  addConfirmedAnswers(app, (error, request, reply) => problems.write(error, request, reply));
  // After what an answer still waits for: here it leaves.
  door.watch(fastify);
  addRequestLog(fastify, logger.pino);
  observeRequests(app, load, door.intake);
  fastify.addHook('onClose', async () => load.close());
  app.useGlobalPipes(new ValidationPipe());
  app.useGlobalFilters(problems);
  publishOpenApi(app, config);
  return app;
}
