import type { SandboxContext } from '../../context';
import type { JsonObject } from '../../json';
import type { SandboxConsent } from '../consents/consent';
import { assertKnownFips, fipList } from '../consents/consent-request';
import { ConsentsStore } from '../consents/consents.store';
import { decrypt, entityIn, isDateForm, listIn } from './ecreq';
import { FinproError } from '../errors';
import { invalid, optionalHandles, optionalText, requiredField } from '../consents/fields';
import { assertPan } from '../identifiers';
import type { LinksStore } from './links.store';
import { AA_HANDLE, AA_ID, SHARED_SECRET } from '../organisations';
import { assertRegistered, isReturnAddress } from './redirect-url';
import type { FinproHandler, FinproRequest } from '../serve';

/** Fresh links to consents that exist, and decrypting what a browser brought back. */
export function redirectionRoutes(context: SandboxContext, links: LinksStore): Readonly<Record<string, FinproHandler>> {
  return {
    '/webRedirection/getEncryptedUrl': async (request) => ({
      message: 'Encrypted URL created',
      data: { webRedirectionUrl: await encrypted(context, links, request) },
    }),
    '/webRedirection/decryptUrl': async ({ json }) => ({ message: 'Decrypted', data: await decrypted(json) }),
  };
}

async function encrypted(
  context: SandboxContext,
  links: LinksStore,
  { json, organisation }: FinproRequest,
): Promise<string> {
  const handles = optionalHandles(json, 'consentHandle');
  if (handles === null) throw new FinproError('missingConsentInfo', 'consentHandle should not be empty');
  const redirectUrl = optionalText(json, 'redirectUrl');
  const pan = optionalText(json, 'pan');
  const userId = optionalText(json, 'userid');
  const fipIds = fipList(json);
  if (redirectUrl !== null && !isReturnAddress(redirectUrl)) throw invalid('redirectUrl must be a valid https URL');
  assertPan(pan);
  assertKnownFips(fipIds);
  const [first, ...others] = await ofOneCustomer(new ConsentsStore(context), organisation.organisationId, handles);
  if (userId !== null && !userId.endsWith(AA_HANDLE))
    throw new FinproError('InvalidAA', 'The Account Aggregator of userid is not in the registry');
  if (redirectUrl !== null) assertRegistered(redirectUrl, organisation.organisationId, context.finpro);
  const consentHandles = [first, ...others].map(({ consent_handle }) => consent_handle);
  return links.mint({
    consentHandles,
    vua: first.vua,
    redirectUrl: redirectUrl ?? first.redirect_url,
    fipIds: fipIds ?? first.fip_ids,
    pan: pan ?? first.pan,
  });
}

async function ofOneCustomer(
  consents: ConsentsStore,
  organisationId: string,
  consentHandles: readonly string[],
): Promise<readonly [SandboxConsent, ...SandboxConsent[]]> {
  const found = await consents.list({ organisationId, consentHandles });
  const ordered = consentHandles.map((handle) => found.find(({ consent_handle }) => consent_handle === handle));
  if (!ordered.every((consent) => consent !== undefined))
    throw new FinproError('invalid_consent_handle', 'consentHandle does not exist');
  const [first, ...others] = ordered as [SandboxConsent, ...SandboxConsent[]];
  if (others.some(({ vua }) => vua !== first.vua))
    throw new FinproError('InvalidRequest', 'consentHandle values must belong to one vua', 'FP0024');
  return [first, ...others];
}

/** Has no effect, so it may be called twice; checks neither the date nor the consent. */
async function decrypted(json: JsonObject): Promise<object> {
  const { ecres, resdate, fi } = resultOf(json);
  if (!isDateForm(resdate)) throw invalid('webRedirectionURL.resdate must be 15 digits');
  if (entityIn(fi, resdate) !== AA_ID) throw invalid('webRedirectionURL.fi does not name a known Account Aggregator');
  const text = new URLSearchParams((await decrypt(ecres, SHARED_SECRET, resdate)) ?? '');
  const status = text.get('status');
  if ((status !== 'S' && status !== 'F') || !text.has('txnid'))
    throw invalid('webRedirectionURL.ecres cannot be decrypted');
  const value = (key: string): string | null => text.get(key);
  return {
    status,
    errorcode: value('errorcode'),
    txnid: value('txnid'),
    sessionid: value('sessionid'),
    srcref: listIn(text, 'srcref').join(','),
    userid: value('userid'),
    redirect: value('redirect'),
    email: value('email'),
    pan: value('pan'),
  };
}

/** The member is spelt with capital letters only here. */
function resultOf(json: JsonObject): { ecres: string; resdate: string; fi: string } {
  const result = json.webRedirectionURL ?? null;
  if (result === null) throw invalid('webRedirectionURL should not be empty');
  if (typeof result !== 'object' || Array.isArray(result)) throw invalid('webRedirectionURL must be an object');
  const member = (name: string): string => requiredField(result as JsonObject, name, `webRedirectionURL.${name}`);
  return { ecres: member('ecres'), resdate: member('resdate'), fi: member('fi') };
}
