import { randomUUID } from 'node:crypto';
import { DEMO } from './demo.mjs';

const CREDENTIALS = `${DEMO.clientId}.${DEMO.secret}`;

const FOUR_HEADERS =
  `-H 'client_id: ${DEMO.clientId}' -H 'client_secret: ${DEMO.secret}' ` +
  `-H 'organisationId: ${DEMO.organisationId}' -H 'appIdentifier: ${DEMO.appIdentifier}'`;

const consent = (sandboxUrl) => ({
  productID: 'LOAN01',
  vua: '9876543210@onemoney',
  partyIdentifierType: 'MOBILE',
  partyIdentifierValue: '9876543210',
  accountID: 'LOANAPP20260001',
  fipID: ['ALPHA-FIP', 'BETA-FIP'],
  redirectUrl: `${sandboxUrl}/demo/return`,
});

/** The first screen: where everything is, who you are, and a request that works as it stands. */
export async function welcome(gatewayUrl, sandboxUrl) {
  const customerId = await createCustomer(gatewayUrl);
  if (customerId === null) return disabled(gatewayUrl, sandboxUrl);
  const [bearer, json] = [`-H 'Authorization: Bearer ${CREDENTIALS}'`, "-H 'Content-Type: application/json'"];
  const grant = JSON.stringify({ customer_id: customerId, redirect_url: `${sandboxUrl}/demo/return` });
  return `
  Gateway      ${gatewayUrl}
  Swagger UI   ${gatewayUrl}/docs   (already authorised)
  Console      ${gatewayUrl}/console   (where a customer is stuck, and what helps)
  Sandbox      ${sandboxUrl}   (plays both vendors, and shows what they receive; test data only)

  Consumer     demo-consumer, with all scopes
  Credentials  Authorization: Bearer ${CREDENTIALS}
               or, on FinPro's operations, the four headers of the second request below

  Ask for a one-time onboarding URL of the customer that was just made, and open it in a browser:

curl -i ${gatewayUrl}/v1/customers/onboarding/grants ${bearer} ${json} -d '${grant}'

  Ask for a consent, and open its webRedirectionUrl in a browser:

curl -i ${gatewayUrl}/v3/requestconsent ${FOUR_HEADERS} ${json} -d '${JSON.stringify(consent(sandboxUrl))}'
`;
}

/** An operator may have disabled it or changed its credentials: everything runs without it. */
const disabled = (gatewayUrl, sandboxUrl) => `
  Gateway      ${gatewayUrl}
  Swagger UI   ${gatewayUrl}/docs
  Console      ${gatewayUrl}/console
  Sandbox      ${sandboxUrl}   (plays both vendors, and shows what they receive; test data only)

  The consumer demo-consumer is disabled or has other credentials, so there are no first requests to show.
  Use other-consumer, or make one: npx portico consumers create
`;

/** The id; null when the demo consumer may not do that any more. */
async function createCustomer(gatewayUrl) {
  const answer = await fetch(`${gatewayUrl}/v1/customers/hosted`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${CREDENTIALS}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': randomUUID(),
    },
    body: JSON.stringify({
      email: `demo-${Date.now()}@acme.example`,
      first_name: 'Zoë',
      last_name: 'Kim',
      company_name: 'Acme Robotics GmbH',
      customer_type: 'BUSINESS',
    }),
  });
  if (answer.status === 401 || answer.status === 403) return null;
  if (answer.status !== 201)
    throw new Error(
      `The first request was answered with ${answer.status}: stop Portico and start it again, or remove the local ` +
        'data.',
    );
  return (await answer.json()).customer_id;
}
