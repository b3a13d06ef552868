import { randomUUID } from 'node:crypto';
import type { FaultName } from '../../src/errors';
import {
  ConsentApi,
  DEMO_HEADERS,
  GivenConsents,
  newConsent,
  OTHER_HEADERS,
  returnParameters,
} from '../support/consent-api';
import { DEMO, type RunningGateway } from '../support/gateway';
import { send, type Sent } from './exchange';
import type { Scenario, World } from './scenarios';

const headers = { ...DEMO_HEADERS, 'Content-Type': 'application/json' };
const post = (path: string, body: object, more: Record<string, string> = {}): Sent => ({
  method: 'POST',
  path,
  headers: { ...headers, ...more },
  body: JSON.stringify(body),
  vendor: 'finpro',
});
const get = (path: string): Sent => ({ method: 'GET', path, headers: { Authorization: DEMO }, vendor: 'finpro' });

/**
 * A valid request of a consent operation, with `example` as its body where possible; undefined for other operations.
 */
export async function validConsentRequest(
  operationId: string,
  gateway: RunningGateway,
  example?: object,
): Promise<Sent | undefined> {
  const given = new GivenConsents(gateway);
  const requests: Record<string, () => Promise<Sent>> = {
    requestConsent: async () =>
      post('/v3/requestconsent', example ?? newConsent(), example ? {} : { 'Idempotency-Key': randomUUID() }),
    listConsents: async () => post('/v3/getconsentslist', await selection(given, example)),
    revokeConsent: async () => post('/revokeconsent', { consentID: await approvedId(given) }),
    createConsentLink: async () =>
      post('/webRedirection/getEncryptedUrl', { ...example, consentHandle: (await given.consent()).handle }),
    decryptConsentReturn: async () => post('/webRedirection/decryptUrl', { webRedirectionURL: await returned(given) }),
    listConsentJourneys: async () => get('/v1/consents?limit=1'),
    listConsentReceipts: async () => get(`/v1/consents/${(await given.consent()).handle}/receipts?limit=2`),
    getConsentJourney: async () => get(`/v1/consents/${(await given.consent()).handle}`),
  };
  return requests[operationId]?.();
}

async function approvedId(given: GivenConsents): Promise<string> {
  const { handle } = await given.consent();
  return (await given.happens(handle, 'approve')).consent_id!;
}

async function returned(given: GivenConsents): Promise<object> {
  const { handle, body } = await given.consent({ event: 'approve' });
  return returnParameters({ handle, vua: body.vua });
}

async function selection(given: GivenConsents, example: object = {}): Promise<object> {
  const { handle, body } = await given.consent();
  if ('consentHandle' in example) return { consentHandle: [handle] };
  if ('consentID' in example) return { consentID: await approvedId(given) };
  const { partyIdentifierType, partyIdentifierValue, productID, accountID } = body;
  return { partyIdentifierType, partyIdentifierValue, productID, accountID, ...example };
}

/** Sends it with a changed body. */
const changed =
  (change: (world: World, body: Record<string, unknown>) => object | Promise<object>): Scenario =>
  async (world, request) => {
    const body = JSON.parse(request.body!) as Record<string, unknown>;
    return send(world.gateway, { ...request, body: JSON.stringify({ ...body, ...(await change(world, body)) }) });
  };

/** How each fault of the consent operations is caused. */
export const CONSENT_SCENARIOS: Partial<Record<FaultName, Scenario>> = {
  'invalid-product-id': changed(() => ({ productID: 'NONE01' })),
  'invalid-party-identifier': changed(() => ({ partyIdentifierType: 'PAN' })),
  'invalid-fip-id': changed(() => ({ fipID: ['NONE-FIP'] })),
  'invalid-redirect-url': changed(() => ({ redirectUrl: 'http://app.example.com/' })),
  'invalid-aa': changed(() => ({ userid: '7770000000@another' })),
  'consent-handle-missing': changed(() => ({ consentHandle: '' })),
  'consent-handle-unknown': changed(async ({ gateway }, body) => {
    const { handle, body: foreign } = await new GivenConsents(gateway).consent({
      api: new ConsentApi(gateway.url, OTHER_HEADERS),
    });
    return 'webRedirectionURL' in body
      ? { webRedirectionURL: await returnParameters({ handle, vua: foreign.vua }) }
      : { consentHandle: handle };
  }),
  'consent-handles-differ': changed(async ({ gateway }, { consentHandle }) => ({
    consentHandle: [consentHandle, (await new GivenConsents(gateway).consent()).handle],
  })),
  'consent-id-unknown': changed(() => ({ consentID: randomUUID() })),
  'consent-status-forbids': async ({ gateway }, request) => {
    const { consentHandle } = JSON.parse(request.body!) as { consentHandle?: string };
    if (consentHandle) await new GivenConsents(gateway).happens(consentHandle, 'reject');
    else
      await gateway.sandbox.control('/_sandbox/faults', {
        vendor: 'finpro',
        path: '/revokeconsent',
        times: 1,
        kind: 'status',
        status: 400,
        body: JSON.stringify({ ver: '1', errorCode: 'InvalidStatus', errorMsg: 'x', status: 'FP0907' }),
      });
    return send(gateway, request);
  },
  'outcome-unknown': async ({ gateway }, request) => {
    for (const key of [randomUUID(), request.headers['Idempotency-Key']!]) {
      await gateway.sandbox.control('/_sandbox/faults', {
        vendor: 'finpro',
        path: '/v3/requestconsent',
        kind: 'reset',
        when: 'after',
        times: 1,
      });
      const body =
        key === request.headers['Idempotency-Key']
          ? request.body!
          : JSON.stringify({ ...(JSON.parse(request.body!) as object), fipID: ['BETA-FIP'] });
      await send(gateway, { ...request, body, headers: { ...request.headers, 'Idempotency-Key': key } });
    }
    return send(gateway, request);
  },
};
