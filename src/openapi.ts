import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { Config } from './config/config';
import { eventWebhooks } from './events/events.openapi';
import { addCommonHeaders } from './openapi/common-headers';
import { addCommonResponses } from './openapi/common-responses';
import { signingDescription } from './openapi/signing';
import { closeRequests, type Document, fieldRuleSchemas, makeAbsolute, separateNulls } from './openapi/schemas';
import { type CredentialKind, credentialKindOf } from './openapi/security';

const BEARER = 'bearer';
const HMAC = 'onemoney-hmac';
/** FinPro's four headers, by the name of their security scheme. */
const FOUR_HEADERS = {
  'finpro-client-id': 'client_id',
  'finpro-client-secret': 'client_secret',
  'finpro-organisation-id': 'organisationId',
  'finpro-app-identifier': 'appIdentifier',
} as const;
const SECURITY: Readonly<Record<CredentialKind, Record<string, string[]>[]>> = {
  none: [],
  authorization: [{ [BEARER]: [] }, { [HMAC]: [] }],
  'four-headers': [Object.fromEntries(Object.keys(FOUR_HEADERS).map((scheme) => [scheme, []]))],
};

const DESCRIPTION =
  "One backend in front of 1Money's hosted KYB onboarding and MoneyOne FinPro's Account Aggregator consent.\n\n" +
  "The operations of both vendors are wire-compatible with the vendors' own: change the base URL and the " +
  "credentials of a client, and it works here. Errors are RFC 9457 problem details that are 1Money's envelope " +
  "at the same time; on FinPro's operations they are FinPro's five fields. A path that exists, but not with " +
  'the method, answers 405 `method-not-allowed` with Allow. HEAD is answered wherever GET is, with the same ' +
  'headers and no body; it never waits for events and never uses a one-time address up: on return addresses ' +
  'it is 200, whatever the address. OPTIONS is 405.\n\n' +
  'What a message of HTTP must be is asked before anything else (RFC 9110, RFC 9112): 400 ' +
  '`unreadable-request`, 414, 431, 501 or 505, each in the envelope of its path. Then, in this order: the ' +
  'path (404), the method (405), what Expect names (417), the body (413, 415), the credentials (401), what ' +
  'they allow (403), and the fields (400). A client that sends `Expect: 100-continue` is told at once what ' +
  'its headers alone decide, missing and malformed credentials among it; whether a secret or a signature is ' +
  'the right one is looked at when the body is there. Any Accept is answered with what the operation has, and ' +
  'Range is not honoured. Bodies are UTF-8, else 400; another charset in Content-Type, or a Content-Encoding, ' +
  'is 415; a body of GET or HEAD is not looked at.\n\n' +
  'These statuses of HTTP itself (400, 405, 412, 414, 417, 431, 501, 505) may come from every operation, and are ' +
  'said here and not at each.\n\n' +
  'No operation has an entity tag, so that an If-Match with one turns an answer that would be a success into ' +
  '412 `precondition-failed`, and nothing is done; any other answer is as it would be without (RFC 9110, ' +
  '13.2.1). What changes something is refused before it is begun: before a vendor could refuse it, and before ' +
  'a browser is sent on.';

/** The OpenAPI 3.1 document: the server, the export script and the tests all use this one. */
export function openApiDocument(
  app: NestFastifyApplication,
  config: Pick<Config, 'absoluteUrl' | 'mode'>,
): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Portico')
    .setDescription(DESCRIPTION)
    .setVersion('1.0.0')
    .addTag('Onboarding', 'A business through hosted KYB, on the older paths of 1Money, and what Portico adds.')
    .addTag('Onboarding, current paths', 'The same customers and grants on the current paths of 1Money.')
    .addTag('Consent', "A customer's consent through FinPro and the Account Aggregator, and what Portico adds.")
    .addTag('Links', 'Durable links: they live for days, survive mail scanners, and lead a person to the vendor.')
    .addTag('Journeys', 'Where is my user stuck?')
    .addTag('Audit', 'What was asked of vendors and how it ended, with proofs that anybody can check.')
    .addTag('Events', 'What happens in your journeys: to be asked for, or to be sent.')
    .addTag('Webhooks from vendors', 'Where the vendors tell that something happened.')
    .addTag('Operation', 'Is it alive, is it ready?')
    .addSecurity(BEARER, { type: 'http', scheme: 'bearer', description: 'Bearer <client_id>.<secret>' })
    .addApiKey(
      { type: 'apiKey', in: 'header', name: 'Authorization', description: signingDescription(config.mode) },
      HMAC,
    );
  for (const [scheme, name] of Object.entries(FOUR_HEADERS))
    builder.addApiKey(
      {
        type: 'apiKey',
        in: 'header',
        name,
        description: 'One of the four headers of FinPro; all four stand on every call.',
      },
      scheme,
    );
  const document = SwaggerModule.createDocument(app, builder.build());
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of ['get', 'head', 'post'] as const)
      if (item[method]) item[method].security = SECURITY[credentialKindOf(path)];
  }
  document.info.license = {
    name: 'Proprietary',
    identifier: 'LicenseRef-Proprietary',
  } as OpenAPIObject['info']['license'];
  document.servers = [{ url: config.absoluteUrl ?? '/', description: 'This gateway' }];
  const finished = { ...document, webhooks: eventWebhooks() } as OpenAPIObject;
  Object.assign(finished.components!.schemas!, fieldRuleSchemas());
  closeRequests(finished as unknown as Document);
  separateNulls(finished);
  addCommonResponses(finished as unknown as Document);
  addCommonHeaders(finished as unknown as Document);
  if (config.absoluteUrl !== null) makeAbsolute(finished, config.absoluteUrl);
  return finished;
}

/** Serves /openapi.json, /openapi.yaml and, if enabled, /docs: Swagger UI, offline, and authorised in sandbox mode. */
export function publishOpenApi(app: NestFastifyApplication, config: Config): void {
  const document = once(() => openApiDocument(app, config));
  serve(app, '/openapi.json', 'application/json', () => JSON.stringify(document()));
  serve(app, '/openapi.yaml', 'text/yaml', () => yamlOf(document()).trimStart());
  SwaggerModule.setup('docs', app, document, {
    ui: config.docs,
    raw: false,
    customSiteTitle: 'Portico API',
    swaggerOptions: {
      validatorUrl: null,
      persistAuthorization: true,
      tryItOutEnabled: true,
      ...(config.mode === 'sandbox' ? { authAction: SANDBOX_AUTHORIZATION } : {}),
    },
  });
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function serve(app: NestFastifyApplication, path: string, type: string, textOf: () => string): void {
  const bytes = once(() => Buffer.from(textOf()));
  app
    .getHttpAdapter()
    .getInstance()
    .get(path, (_request, reply) => reply.type(type).send(bytes()));
}

/** A JSON value in YAML 1.2's block style. JSON's strings are YAML too; `indent` precedes each line. */
function yamlOf(value: unknown, indent = '\n'): string {
  if (Array.isArray(value) && value.length > 0)
    return value.map((item) => `${indent}- ${yamlOf(item, `${indent}  `).trimStart()}`).join('');
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return members.length === 0
    ? '{}'
    : members
        .map(
          ([name, member]) =>
            `${indent}${PLAIN_KEY.test(name) ? name : JSON.stringify(name)}: ${yamlOf(member, `${indent}  `)}`,
        )
        .join('');
}

/** Names that YAML reads as plain strings. */
const PLAIN_KEY = /^(?!(?:true|false|null|yes|no|on|off|y|n)$)[A-Za-z]\w*$/i;

/** The seeded first consumer, whose secret is public. */
const SANDBOX_AUTHORIZATION = {
  [BEARER]: {
    name: BEARER,
    schema: { type: 'http', scheme: 'bearer' },
    value: 'demo-consumer.ZGVtby1jb25zdW1lci1zZWNyZXQtMDAwMDAwMDAwMDA',
  },
  ...Object.fromEntries(
    Object.entries(FOUR_HEADERS).map(([scheme, name]) => [
      scheme,
      {
        name: scheme,
        schema: { type: 'apiKey', in: 'header', name },
        value: {
          client_id: 'demo-consumer',
          client_secret: 'ZGVtby1jb25zdW1lci1zZWNyZXQtMDAwMDAwMDAwMDA',
          organisationId: 'demo-org',
          appIdentifier: 'demo-app',
        }[name],
      },
    ]),
  ),
};
