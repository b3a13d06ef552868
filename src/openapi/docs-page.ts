import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AddressInfo } from 'node:net';
import fs from 'node:fs';
import path from 'node:path';
import { accountIn, accountsIn, type Config } from '../config/config';
import { sandboxWebhookSecretOf } from '../config/upkeep.config';
import { DEFAULT_ACCOUNT } from '../config/vendor';
import { Fault } from '../errors';
import { HTML } from '../http/pages/page';
import { isSameText } from '../privacy/same-text';
import { DEMO_CONSUMER } from './demo/demo-api';
import { type DemoWorld, demoWorld } from './demo/demo-world';

const FOLDER = path.join(__dirname, 'page');
/** Not imported: that would load the whole of it into this process. */
const SWAGGER_UI = path.dirname(require.resolve('swagger-ui-dist/package.json'));
const REALM = { 'WWW-Authenticate': 'Basic realm="portico docs", charset="UTF-8"' };

/**
 * Swagger UI at /docs, offline. In sandbox mode /docs/demo.json has the public credentials, and objects for every
 * example; nothing else on the page has a key. With a password, browsers ask for it.
 */
export function publishDocs(app: NestFastifyApplication, config: Config): void {
  const hasDemo = config.sandboxUrl !== null && config.mode === 'sandbox';
  const html = fs
    .readFileSync(path.join(FOLDER, 'docs.html'), 'utf8')
    .replace('data-demo', hasDemo ? 'data-demo="docs/demo.json"' : '');
  const { docsPassword: password, sandboxUrl } = config;
  const fastify = app.getHttpAdapter().getInstance() as FastifyInstance;
  void fastify.register(async (docs) => {
    if (password !== null) docs.addHook('onRequest', async (request) => assertPassword(request, password));
    docs.get('/docs', (_request, reply) => reply.type(HTML).send(html));
    docs.get('/docs/', (_request, reply) => reply.redirect('../docs', 308));
    if (hasDemo) {
      const demo = oneAtATime(() => demoWorld(addressOf(app), sandboxUrl!));
      docs.get('/docs/demo.json', async () => ({
        consumer: DEMO_CONSUMER,
        webhooks: webhookKeys(config),
        ...(await demo()),
      }));
    }
    await docs.register(fastifyStatic, {
      root: [FOLDER, SWAGGER_UI],
      prefix: '/docs/',
      index: false,
      decorateReply: false,
      allowedPath: (name) => /\.(?:css|js|png)$/.test(name),
    });
  });
}

/** The user name does not matter. */
function assertPassword({ headers }: FastifyRequest, password: string): void {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  const [, given = ''] = /^[^:]*:(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  if (!isSameText(given, password))
    throw new Fault('unauthorized', {
      headers: REALM,
      detail: 'The password of the page is missing or wrong.',
      nextAction: 'Ask the operator of Portico for DOCS_PASSWORD.',
    });
}

/** Where this process itself is reached. */
function addressOf(app: NestFastifyApplication): string {
  const { address, port } = app.getHttpServer().address() as AddressInfo;
  const host = /^(?:::|0\.0\.0\.0)$/.test(address) ? 'localhost' : address.includes(':') ? `[${address}]` : address;
  return `http://${host}:${port}`;
}

/** Those who ask while it is being made get the same. */
function oneAtATime(make: () => Promise<DemoWorld>): () => Promise<DemoWorld> {
  let running: Promise<DemoWorld> | null = null;
  return () => (running ??= make().finally(() => (running = null)));
}

/** How the page signs as a vendor does: only with the public secrets, not with one that an operator has set. */
const webhookKeys = (config: Config): Readonly<Record<string, object>> =>
  Object.fromEntries(
    accountsIn(config).flatMap((account) => {
      const { webhooks } = accountIn(config, account)!.upkeep;
      const secret = sandboxWebhookSecretOf(account);
      return (
        [
          ['/webhooks/1money', webhooks['one-money']],
          ['/webhooks/finpro', webhooks.finpro],
        ] as const
      ).flatMap(([address, { secrets, signatureHeader, timestampHeader, encoding, signs }]) => {
        const key = { secret, signatureHeader, timestampHeader, encoding, signs };
        const addresses = account === DEFAULT_ACCOUNT ? [address] : [`${address}/${account}`, `${address}/{account}`];
        return secrets.includes(secret) ? addresses.map((one) => [one, key]) : [];
      });
    }),
  );
