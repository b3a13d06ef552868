import type { FastifyError, FastifyInstance } from 'fastify';
import type { SandboxContext } from '../context';
import { registerAccountAggregator } from './aa/aa.routes';
import { consentRoutes } from './consents/consents.routes';
import { registerFinproControl } from './control.routes';
import { finproEnvelope, FinproError } from './errors';
import { LinksStore } from './redirection/links.store';
import { listRoutes } from './consents/lists.routes';
import { FinproRateLimiter } from './rate-limit';
import { redirectionRoutes } from './redirection/redirection.routes';
import { listFips, listProducts } from './consents/reference.routes';
import { PREFIX, serveFinpro } from './serve';

/** FinPro's API, the Account Aggregator's pages, and the control calls for them. */
export function registerFinpro(app: FastifyInstance, context: SandboxContext): void {
  const links = new LinksStore(context);
  const limiter = new FinproRateLimiter(context.config.finpro.requestsPerMinute);
  const posts = {
    ...consentRoutes(context, links),
    ...redirectionRoutes(context, links),
    ...listRoutes(context),
    '/productslist': listProducts(context),
  };
  registerFinproControl(app, context);
  registerAccountAggregator(app, context);
  void app.register(
    async (scope) => {
      for (const [path, handle] of Object.entries(posts)) scope.post(path, serveFinpro(context, limiter, handle));
      scope.get('/list/fips', serveFinpro(context, limiter, listFips));
      scope.setNotFoundHandler(async (_request, reply) =>
        reply.status(404).send(finproEnvelope(new FinproError('NotFound', 'No such resource'), context.clock.now())),
      );
      scope.setErrorHandler<FastifyError>(async (error, _request, reply) => {
        const refusal = new FinproError(
          (error.statusCode ?? 500) < 500 ? 'InvalidRequest' : 'InternalError',
          error.statusCode === 413 ? 'Request body is too large' : 'Request could not be read',
        );
        return reply.status(error.statusCode ?? 500).send(finproEnvelope(refusal, context.clock.now()));
      });
    },
    { prefix: PREFIX },
  );
}
