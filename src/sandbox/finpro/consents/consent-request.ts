import type { JsonObject } from '../../json';
import { FinproError } from '../errors';
import { invalid, oneOf, optionalText, requiredField, requiredWord } from './fields';
import { assertPan, assertPartyIdentifier, assertVua, PARTY_TYPES, type PartyType } from '../identifiers';
import { assertRegistered, isReturnAddress } from '../redirection/redirect-url';
import type { FinproSettings } from '../settings';
import { findFip, type Template, templatesOf } from '../world';

/** The fields of all versions. */
export interface ConsentRequest {
  readonly template: Template;
  readonly vua: string;
  readonly partyIdentifierType: PartyType;
  readonly partyIdentifierValue: string;
  readonly accountId: string;
}

/** The additional fields of the third version. */
export interface LinkedConsentRequest extends ConsentRequest {
  readonly pan: string | null;
  readonly fipIds: readonly string[] | null;
  readonly redirectUrl: string | null;
}

/** Checks in the vendor's order; the first failure is answered. Unknown fields are ignored. */
export function consentRequest(json: JsonObject, organisationId: string): ConsentRequest {
  const fields = schemaOf(json);
  const template = assertTemplate(fields.productId, organisationId);
  assertPartyIdentifier(fields.partyIdentifierType, fields.partyIdentifierValue);
  return { ...fields, template };
}

export function linkedConsentRequest(
  json: JsonObject,
  organisationId: string,
  settings: FinproSettings,
): LinkedConsentRequest {
  const fields = schemaOf(json);
  const linked = {
    pan: optionalText(json, 'pan'),
    fipIds: fipList(json),
    redirectUrl: optionalText(json, 'redirectUrl'),
  };
  const template = assertTemplate(fields.productId, organisationId);
  assertPartyIdentifier(fields.partyIdentifierType, fields.partyIdentifierValue);
  const pan = panOf(fields, linked.pan, template);
  assertKnownFips(linked.fipIds);
  if (linked.redirectUrl !== null && !isReturnAddress(linked.redirectUrl))
    throw new FinproError('InvalidRedirectUrl', 'redirectUrl must be a valid https URL');
  if (linked.redirectUrl !== null) assertRegistered(linked.redirectUrl, organisationId, settings);
  return { ...fields, ...linked, pan, template };
}

function schemaOf(json: JsonObject): Omit<ConsentRequest, 'template'> & { readonly productId: string } {
  const productId = requiredWord(json, 'productID');
  const vua = requiredField(json, 'vua');
  const type = requiredField(json, 'partyIdentifierType');
  const partyIdentifierValue = requiredField(json, 'partyIdentifierValue');
  const accountId = requiredWord(json, 'accountID');
  const partyIdentifierType = oneOf(type, PARTY_TYPES, 'partyIdentifierType');
  assertVua(vua, partyIdentifierType, partyIdentifierValue);
  return { productId, vua, partyIdentifierType, partyIdentifierValue, accountId };
}

function assertTemplate(productId: string, organisationId: string): Template {
  const template = templatesOf(organisationId).find(({ productCode }) => productCode === productId);
  if (!template)
    throw new FinproError('InvalidProductID', `productID ${productId} is not configured for the organisation`);
  return template;
}

/** A party that is identified by its PAN has given it already, and must not give a different one. */
function panOf(
  { partyIdentifierType, partyIdentifierValue }: Pick<ConsentRequest, 'partyIdentifierType' | 'partyIdentifierValue'>,
  pan: string | null,
  template: Template,
): string | null {
  assertPan(pan);
  const own = partyIdentifierType === 'PAN' ? partyIdentifierValue : null;
  if (pan !== null && own !== null && pan !== own) throw invalid('pan must equal partyIdentifierValue');
  if (template.requiresPan && (pan ?? own) === null) throw invalid('pan should not be empty');
  return pan ?? own;
}

/** Null: every FIP. */
export function fipList(json: JsonObject): readonly string[] | null {
  const value = json.fipID ?? null;
  if (value === null) return null;
  if (!Array.isArray(value) || !value.every((fipId) => typeof fipId === 'string'))
    throw invalid('fipID must be an array of strings');
  return [...new Set(value)];
}

export function assertKnownFips(fipIds: readonly string[] | null): void {
  if (fipIds?.length === 0) throw new FinproError('InvalidFIPID', 'fipID should not be empty');
  const unknown = fipIds?.find((fipId) => findFip(fipId) === null);
  if (unknown !== undefined) throw new FinproError('InvalidFIPID', `Unknown fipID: ${unknown}`);
}
