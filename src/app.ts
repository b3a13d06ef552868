import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module';
import { SharedClock } from './config/clock';
import type { Config } from './config/config';
import { consoleEnvelopes } from './console/page/console-envelope';
import { envelopes } from './consent/finpro/finpro-envelope';
import { addConfirmedAnswers } from './database/confirmation';
import { ConcurrencyLimiter } from './admission/concurrency-limiter';
import { addHttpRules, newAdapter } from './http/adapter';
import { AdmissionControl } from './http/admission-control';
import { HeaderRules } from './http/header-rules';
import { JsonLogger } from './http/log/logger';
import { ProblemFilter } from './http/errors/problem.filter';
import { observeRequests } from './operation/observation';
import { credentialFaultAt, publishOpenApi } from './openapi';
import { asFailure } from './privacy/subject-keys';

/** Milliseconds to keep an idle connection: longer than load balancers do, so that they close it first. */
const KEEP_ALIVE_MS = 75_000;

/** The only place that builds the application: for main, the tests and the OpenAPI document. */
export async function createApp(
  config: Config,
  logger = new JsonLogger(config.logLevel),
): Promise<NestFastifyApplication> {
  const clock = new SharedClock();
  const headers = new HeaderRules(credentialFaultAt);
  const ofApi = envelopes(config.absoluteUrl, clock);
  const problems = new ProblemFilter(asFailure, logger, config.console ? consoleEnvelopes(ofApi) : ofApi);
  const load = new ConcurrencyLimiter(config.maxInFlight);
  const admission = new AdmissionControl(
    load,
    problems.answers,
    { receiveMs: config.receiveTimeoutMs, sendMs: config.sendTimeoutMs, keepAliveMs: KEEP_ALIVE_MS },
    (request) => headers.early(request),
    { logger: logger.pino, trustedProxies: config.trustedProxies },
  );
  const adapter = newAdapter(admission, problems);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, admission, clock), adapter, {
    logger,
    abortOnError: false,
    bodyParser: false,
  });
  const fastify = adapter.getInstance();
  addHttpRules(fastify, headers, problems, admission.log);
  addConfirmedAnswers(app, (error, request, reply) => problems.write(error, request, reply));
  // After the hooks that an answer still waits for: this one marks the end of the work on it.
  admission.attach(fastify);
  observeRequests(app, load, admission.intake);
  fastify.addHook('onClose', async () => load.close());
  app.useGlobalFilters(problems);
  publishOpenApi(app, config);
  return app;
}
