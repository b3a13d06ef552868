import http from 'node:http';
import { randomUUID } from 'node:crypto';
import { Portico, verifyWebhook } from '@portico/client';

const { PORT = 8080, PORTICO_URL = 'http://localhost:3000', PORTICO_WEBHOOK_SECRET } = process.env;
const demo = { clientId: 'demo-consumer', secret: 'ZGVtby1jb25zdW1lci1zZWNyZXQtMDAwMDAwMDAwMDA' };
const application = { organisationId: 'demo-org', appIdentifier: 'demo-app' };
const portico = new Portico({ baseUrl: PORTICO_URL, ...demo, ...application });
const redirect = `http://localhost:${PORT}/back`;

const routes = {
  async 'GET /business'() {
    const person = { first_name: 'Zoë', last_name: 'Kim', email: `zoe-${randomUUID()}@acme.example` };
    const { customer_id } = await portico.customers.create({ ...person, customer_type: 'BUSINESS' });
    const { onboarding_url } = await portico.grants.create({ customer_id, redirect_url: redirect });
    return [303, { location: onboarding_url }];
  },
  async 'GET /person'() {
    const mobile = { partyIdentifierType: 'MOBILE', partyIdentifierValue: '9876543210', vua: '9876543210@onemoney' };
    const terms = { productID: 'LOAN01', accountID: randomUUID(), redirectUrl: redirect };
    const { webRedirectionUrl } = await portico.consents.request({ ...mobile, ...terms });
    return [303, { location: webRedirectionUrl }];
  },
  async 'GET /back'(_request, query) {
    const journey = await portico.journeys.get(query.get('customer_id') ?? query.get('consent_handle'));
    return [200, {}, `Your ${journey.journey} is ${journey.status}.\n`];
  },
  async 'POST /events'(request) {
    const body = Buffer.concat(await request.toArray());
    const { type, data } = verifyWebhook(PORTICO_WEBHOOK_SECRET, request.headers, body);
    console.log(type, data.status ?? data.reason);
    return [204];
  },
};

const failed = ({ name, message }) => [name === 'WebhookVerificationError' ? 401 : 500, {}, `${message}\n`];
const server = http.createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, redirect);
  const route = routes[`${request.method} ${pathname}`] ?? (async () => [404]);
  const [status, headers, body] = await route(request, searchParams).catch(failed);
  response.writeHead(status, headers).end(body);
});
server.listen(PORT, () => console.log(`Open http://localhost:${PORT}/business or http://localhost:${PORT}/person`));
