import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import pg from 'pg';
import { type Logger, pino } from 'pino';
import type { SandboxConfig } from './config';
import { registerConsole } from './console/console.routes';
import { createContext, type SandboxContext } from './context';
import { guardControls } from './control/control-input';
import { registerControlRoutes } from './control/control.routes';
import { registerDemoRoutes } from './control/demo.routes';
import { registerFinpro } from './finpro/finpro.routes';
import { registerOneMoney } from './one-money/one-money.routes';
import { refuseUnknown, refuseUnread } from './one-money/serve';
import { registerPageKit } from './web/page-kit';
import { prepareSchema } from './schema';
import { registerWebhooks } from './webhooks/webhooks.routes';

/** Size limits in bytes: of a call to a vendor's API, and of an uploaded document. */
const LARGEST_BODY = 1_048_576;
const LARGEST_UPLOAD = 5_242_880;

/** Both vendors, on one port of this machine. */
export interface Sandbox {
  readonly app: FastifyInstance;
  readonly context: SandboxContext;
  /** Listens, and returns the base URL. */
  listen(): Promise<string>;
  close(): Promise<void>;
}

export async function createSandbox(
  config: SandboxConfig,
  log: Logger = pino({ level: config.logLevel }),
): Promise<Sandbox> {
  const db = new pg.Pool({ connectionString: config.databaseUrl, max: 10 });
  // An idle connection that PostgreSQL ends; the pool replaces it.
  db.on('error', () => undefined);
  db.on('error', () => log.warn({ msg: 'a database connection of the sandbox broke' }));
  await prepareSchema(db);
  const context = await createContext(config, db, log);
  const app = fastify({
    bodyLimit: LARGEST_BODY,
    rewriteUrl: pathAndQuery,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 300 },
  });
  await app.register(cookie);
  await app.register(multipart, {
    throwFileSizeLimit: false,
    limits: { fileSize: LARGEST_UPLOAD, files: 4, fields: 200, fieldSize: 65_536 },
  });
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addHook('onSend', async (_request, reply, payload) => context.journal.answered(reply, payload));
  app.addHook('onResponse', async (request, reply) =>
    log.info({
      msg: 'sandbox request',
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    }),
  );
  app.setNotFoundHandler((request, reply) =>
    request.url.startsWith('/_sandbox/')
      ? reply.status(404).send({ error: 'there is no such control call: see /_sandbox/openapi.json' })
      : refuseUnknown(request, reply),
  );
  app.setErrorHandler<FastifyError>((error, request, reply) =>
    request.url.startsWith('/_sandbox/')
      ? reply.status(error.statusCode ?? 500).send({ error: error.message })
      : refuseUnread(error.statusCode ?? 500, request, reply),
  );
  guardControls(app);
  registerControlRoutes(app, context);
  registerWebhooks(app, context);
  registerPageKit(app);
  registerDemoRoutes(app);
  registerConsole(app, context);
  registerOneMoney(app, context);
  registerFinpro(app, context);
  return {
    app,
    context,
    listen: async () => {
      await app.listen({ port: config.port, host: config.host });
      const { port } = app.server.address() as { port: number };
      const url = `http://localhost:${port}`;
      context.publicUrl = config.publicUrl ?? url;
      return url;
    },
    close: async () => {
      context.faults.clear();
      await app.close();
      await db.end();
    },
  };
}

/**
 * Path and query of a request target in absolute form, which every server has to accept (RFC 9112, 3.2.2); clients do
 * not sign the scheme and the host.
 */
function pathAndQuery({ url = '/' }: { url?: string }): string {
  return url.replace(/^https?:\/\/[^/?]*(?=(\/)?)/i, (_, slash: string | undefined) => (slash ? '' : '/'));
}
