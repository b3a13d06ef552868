import type { FastifyInstance } from 'fastify';
import { registerPages, renderPage, SANDBOX } from '../web/page-kit';

/** The page to which a tester's browser returns, and the start page of the sandbox. */
export function registerDemoRoutes(app: FastifyInstance): void {
  registerPages(
    app,
    SANDBOX,
    () => undefined,
    (scope) => {
      scope.get('/', async (_request, reply) =>
        renderPage(reply, 'home', { brand: SANDBOX, title: 'The sandbox is running' }),
      );
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
