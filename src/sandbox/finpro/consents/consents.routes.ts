import type { SandboxContext } from '../../context';
import type { NewConsent, SandboxConsent } from './consent';
import { type ConsentRequest, consentRequest, linkedConsentRequest } from './consent-request';
import { ConsentsStore } from './consents.store';
import { decideByItself } from './customer';
import { FinproError } from '../errors';
import { optionalConsentIds, requiredField } from './fields';
import type { LinksStore } from '../redirection/links.store';
import type { Organisation } from '../organisations';
import type { FinproHandler, FinproRequest } from '../serve';

/** Requesting a consent, with and without a link, and revoking one. */
export function consentRoutes(context: SandboxContext, links: LinksStore): Readonly<Record<string, FinproHandler>> {
  const consents = new ConsentsStore(context);
  return {
    '/v2/requestconsent': async ({ json, organisation, requestId }) => {
      const asked = consentRequest(json, organisation.organisationId);
      const consent = await consents.create(
        { ...owned(asked, organisation), pan: null, fip_ids: null, redirect_url: defaultAddress(context, asked) },
        requestId,
      );
      decideByItself(context, consent);
      return { data: { status: consent.status, consent_handle: consent.consent_handle } };
    },
    '/v3/requestconsent': (request) => requestWithLink(context, consents, links, request),
    '/revokeconsent': async ({ json, organisation }) => {
      const consentId = revoked(json);
      const consent = await consents.findById(organisation.organisationId, consentId);
      if (!consent) throw new FinproError('InvalidConsentId', 'consentID does not exist');
      if (!(await consents.transition(consent.consent_handle, 'revoke'))) throw await wrongState(consents, consent);
      return { message: 'Consent revoked' };
    },
  };
}

async function requestWithLink(
  context: SandboxContext,
  consents: ConsentsStore,
  links: LinksStore,
  { json, organisation, requestId }: FinproRequest,
): Promise<{ message?: string; data: object }> {
  const asked = linkedConsentRequest(json, organisation.organisationId, context.finpro);
  const consent = await consents.create(
    {
      ...owned(asked, organisation),
      pan: asked.pan,
      fip_ids: asked.fipIds,
      redirect_url: asked.redirectUrl ?? defaultAddress(context, asked),
    },
    requestId,
  );
  const webRedirectionUrl = await links.mint({
    consentHandles: [consent.consent_handle],
    vua: consent.vua,
    redirectUrl: consent.redirect_url,
    fipIds: consent.fip_ids,
    pan: consent.pan,
  });
  decideByItself(context, consent);
  if (context.finpro.consentHandle === 'absent') return { data: { webRedirectionUrl } };
  return {
    message: 'Consent request created',
    data: { status: consent.status, consent_handle: consent.consent_handle, webRedirectionUrl },
  };
}

function owned(
  asked: ConsentRequest,
  organisation: Organisation,
): Omit<NewConsent, 'pan' | 'fip_ids' | 'redirect_url'> {
  return {
    organisation_id: organisation.organisationId,
    client_id: organisation.clientId,
    app_identifier: organisation.appIdentifier,
    product_id: asked.template.productCode,
    account_id: asked.accountId,
    vua: asked.vua,
    party_identifier_type: asked.partyIdentifierType,
    party_identifier_value: asked.partyIdentifierValue,
    validityDays: asked.template.validityDays,
  };
}

const defaultAddress = ({ publicUrl }: SandboxContext, { template }: ConsentRequest): string =>
  new URL(template.defaultRedirectUrl, publicUrl).href;

function revoked(json: FinproRequest['json']): string {
  requiredField(json, 'consentID');
  return optionalConsentIds(json)![0]!;
}

async function wrongState(consents: ConsentsStore, { consent_handle }: SandboxConsent): Promise<FinproError> {
  const now = await consents.find(consent_handle);
  return new FinproError('InvalidStatus', `Consent is ${now?.status}: only ACTIVE and PAUSED consents can be revoked`);
}
