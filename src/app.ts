import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { AppModule } from './app.module';
import type { Config } from './config/config';
import { envelopeFor } from './consent/finpro-envelope';
import { asDatabaseFailure } from './database/failure';
import { JsonLogger } from './http/logger';
import { ProblemFilter } from './http/problem.filter';
import { keepRawBodies, LARGEST_BODY } from './http/raw-body';
import { addRequestLog } from './http/request-id';
import { addSecurityHeaders } from './http/security-headers';
import { ValidationPipe } from './http/validation';
import { publishOpenApi } from './openapi';

/** Milliseconds that a client may take to send its request. */
const REQUEST_MS = 15_000;

/** The only place that builds the application: for main, the tests and the OpenAPI document. */
export async function createApp(config: Config, logger = new JsonLogger(config.logLevel)): Promise<NestFastifyApplication> {
  const problems = new ProblemFilter(asDatabaseFailure, logger, envelopeFor);
  const adapter = new FastifyAdapter({
    bodyLimit: LARGEST_BODY,
    requestTimeout: REQUEST_MS,
    exposeHeadRoutes: false,
    genReqId: () => uuidv7(),
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => problems.answer(error, request, reply),
    routerOptions: { maxParamLength: 200 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config), adapter, { logger, abortOnError: false, bodyParser: false });
  const fastify = adapter.getInstance();
  keepRawBodies(fastify);
  addSecurityHeaders(fastify);
  addRequestLog(fastify, logger.pino);
  app.useGlobalPipes(new ValidationPipe());
  app.useGlobalFilters(problems);
  app.enableShutdownHooks([]);
  publishOpenApi(app, config);
  return app;
}
