import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { Config } from './config/config';
import { eventWebhooks } from './events/events.openapi';
import { nameExamples } from './openapi/named-examples';
import { writeBracketsAsCode } from './openapi/markdown';
import { OPERATOR_TAGS, sortOperations, TAGS } from './openapi/order';
import { addRoles, addScopes } from './openapi/scopes';
import { addCommonHeaders } from './openapi/common-headers';
import { addCommonResponses } from './openapi/common-responses';
import { signingDescription } from './openapi/signing';
import {
  closeRequests,
  type Document,
  fieldRuleSchemas,
  keepPaths,
  makeAbsolute,
  separateNulls,
} from './openapi/schemas';
import { type CredentialKind, credentialKindOf, isOperatorPath } from './openapi/security';

export { credentialFaultAt } from './openapi/security';

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
  operator: [{ [BEARER]: [] }],
  authorization: [{ [BEARER]: [] }, { [HMAC]: [] }],
  'four-headers': [Object.fromEntries(Object.keys(FOUR_HEADERS).map((scheme) => [scheme, []]))],
};

const DESCRIPTION =
  "One backend in front of 1Money's hosted KYB onboarding and MoneyOne FinPro's Account Aggregator consent.\n\n" +
  '## Start here\n\n' +
  '1. `GET /echo`: your credentials work.\n' +
  '2. `POST /v1/customers/hosted`, then `POST /v1/customers/onboarding/grants`: a business, and the one-time link ' +
  'to its KYB form. Open the link.\n' +
  '3. `POST /v3/requestconsent`: a consent, and the one-time link to the Account Aggregator. Open the link.\n' +
  '4. `GET /v1/journeys/{reference}`: where a user is stuck. `GET /v1/events`: what happened.\n\n' +
  'The operations stand in this order, and each says which scope it needs. For new work use the paths under ' +
  'Onboarding and Consent; those under "Onboarding, current paths" are the same for clients that were written for ' +
  'them. Return addresses and webhooks are for browsers and for the vendors. At /docs in sandbox mode every ' +
  'example can be sent as it stands.\n\n' +
  '## Rules for every operation\n\n' +
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

const OPERATORS_DESCRIPTION =
  'The API of the people who run Portico, across consumers. It is served where OPERATOR_API=on. Operators have ' +
  "credentials and roles of their own: no consumer's are accepted here, nor an operator's elsewhere. Each act names " +
  'its reason and is in the audit log, with who and in which role. Errors, and the rules for every operation, are ' +
  'those of `/openapi.json`.';

/** The OpenAPI 3.1 document of consumers: the server, the export script and the tests all use this one. */
export function openApiDocument(
  app: NestFastifyApplication,
  config: Pick<Config, 'absoluteUrl' | 'mode'>,
): OpenAPIObject {
  const builder = documentBuilder('Portico', DESCRIPTION)
    .addSecurity(BEARER, { type: 'http', scheme: 'bearer', description: '`Bearer <client_id>.<secret>`' })
    .addApiKey(
      { type: 'apiKey', in: 'header', name: 'Authorization', description: signingDescription(config.mode) },
      HMAC,
    );
  for (const [name, description] of TAGS) builder.addTag(name, description);
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
  keepPaths(document as unknown as Document, (path) => !isOperatorPath(path));
  return finish({ ...document, webhooks: eventWebhooks() } as OpenAPIObject, config);
}

/** The same for operators. */
export function operatorOpenApiDocument(
  app: NestFastifyApplication,
  config: Pick<Config, 'absoluteUrl'>,
): OpenAPIObject {
  const builder = documentBuilder('Portico for operators', OPERATORS_DESCRIPTION).addSecurity(BEARER, {
    type: 'http',
    scheme: 'bearer',
    description: '`Bearer <operator_id>.<secret>`',
  });
  for (const [name, description] of OPERATOR_TAGS) builder.addTag(name, description);
  const document = SwaggerModule.createDocument(app, builder.build());
  keepPaths(document as unknown as Document, isOperatorPath);
  return finish(document, config);
}

const documentBuilder = (title: string, description: string): DocumentBuilder =>
  new DocumentBuilder().setOpenAPIVersion('3.1.0').setTitle(title).setDescription(description).setVersion('1.0.0');

function finish(document: OpenAPIObject, config: Pick<Config, 'absoluteUrl'>): OpenAPIObject {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of ['get', 'head', 'post'] as const)
      if (item[method]) item[method].security = SECURITY[credentialKindOf(path)];
  }
  document.info.license = {
    name: 'Proprietary',
    identifier: 'LicenseRef-Proprietary',
  } as OpenAPIObject['info']['license'];
  document.servers = [{ url: config.absoluteUrl ?? '/', description: 'This gateway' }];
  const finished = document;
  Object.assign(finished.components!.schemas!, fieldRuleSchemas());
  closeRequests(finished as unknown as Document);
  separateNulls(finished);
  addScopes(finished as unknown as Document);
  addRoles(finished as unknown as Document);
  addCommonResponses(finished as unknown as Document);
  nameExamples(finished as unknown as Document);
  writeBracketsAsCode(finished);
  sortOperations(finished as unknown as Document);
  addCommonHeaders(finished as unknown as Document);
  if (config.absoluteUrl !== null) makeAbsolute(finished, config.absoluteUrl);
  return finished;
}

/** Serves /openapi.json, /openapi.yaml and, if enabled, /docs. */
export function publishOpenApi(app: NestFastifyApplication, config: Config): void {
  const document = once(() => openApiDocument(app, config));
  serve(app, '/openapi.json', 'application/json', () => JSON.stringify(document()));
  serve(app, '/openapi.yaml', 'text/yaml', () => yamlOf(document()).trimStart());
  if (config.operatorApi) {
    const forOperators = once(() => operatorOpenApiDocument(app, config));
    serve(app, '/operator/v1/openapi.json', 'application/json', () => JSON.stringify(forOperators()));
  }
  if (config.docs) docsPage().publishDocs(app, config);
}

/** Loaded only where the page is served: with a static file server and the demo, 43 files. */
const docsPage = (): typeof import('./openapi/docs-page') =>
  require('./openapi/docs-page') as typeof import('./openapi/docs-page');

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
