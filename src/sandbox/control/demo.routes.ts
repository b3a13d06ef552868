import type { FastifyInstance } from 'fastify';
import { registerPages, renderPage, SANDBOX } from '../web/page-kit';

/** The page to which a tester's browser returns, and a receiver that takes every event and keeps none. */
export function registerDemoRoutes(app: FastifyInstance): void {
  registerPages(
    app,
    SANDBOX,
    () => undefined,
    (scope) => {
      scope.post('/demo/events', async (_request, reply) => reply.status(204).send());
      scope.get('/demo/return', async (request, reply) => {
        const { search } = new URL(request.url, 'http://localhost');
        return renderPage(
          reply,
          'demo-return',
          { brand: SANDBOX, title: 'Your own application would continue here' },
          { parameters: [...new URLSearchParams(search)] },
        );
      });
    },
  );
}
