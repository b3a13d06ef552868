import type { SandboxContext } from '../../context';
import type { JsonObject } from '../../json';
import type { ConsentFilter } from './consent';
import { CONSENT_STATUSES, type ConsentStatus } from './consent-status';
import { ConsentsStore } from './consents.store';
import {
  invalid,
  oneOf,
  optionalConsentIds,
  optionalHandles,
  optionalNumber,
  optionalText,
  optionalTexts,
  optionalWord,
  requiredField,
  requiredWord,
} from './fields';
import { assertMobile, assertPartyIdentifier, LISTED_PARTY_TYPES, PARTY_TYPES } from '../identifiers';
import { accountRows, listedAccount, listedConsent, uniqueAccounts } from './listed-consent';
import { AA_HANDLE } from '../organisations';
import type { FinproHandler } from '../serve';

const MAX_PAGE = 100;

/** The four generations of consent lists. Without a match the list is empty. */
export function listRoutes(context: SandboxContext): Readonly<Record<string, FinproHandler>> {
  const consents = new ConsentsStore(context);
  return {
    '/getconsentslist': async ({ json, organisation: { organisationId } }) => {
      const filter = {
        organisationId,
        vua: vuaOf(json),
        productId: optionalWord(json, 'productID') ?? undefined,
        accountId: optionalWord(json, 'accountID') ?? undefined,
        statuses: statusOf(json),
      };
      const rows = accountRows(await consents.list(filter));
      return { data: page(rows, json, 'pageno', 'limit').map(listedAccount) };
    },
    '/v2/getconsentslist': async ({ json, organisation: { organisationId } }) => ({
      data: (await consents.list({ organisationId, ...party(json, PARTY_TYPES) })).map(listedConsent),
    }),
    '/v3/getconsentslist': async ({ json, organisation: { organisationId } }) => ({
      data: (await consents.list({ organisationId, ...selection(json) })).map(listedConsent),
    }),
    '/v1/accounts/getconsentslist': async ({ json, organisation: { organisationId } }) => {
      const filter = {
        organisationId,
        vua: vuaOf(json),
        productId: requiredWord(json, 'productID'),
        statuses: statusesOf(json),
      };
      const rows = uniqueAccounts(accountRows(await consents.list(filter)));
      return { data: page(rows, json, 'pageNumber', 'pageSize').map(listedAccount) };
    },
  };
}

function vuaOf(json: JsonObject): string {
  const mobile = requiredField(json, 'mobileNumber');
  assertMobile(mobile);
  return `${mobile}${AA_HANDLE}`;
}

function statusOf(json: JsonObject): readonly ConsentStatus[] | undefined {
  const status = optionalText(json, 'status');
  return status === null ? undefined : [oneOf(status, CONSENT_STATUSES, 'status')];
}

function statusesOf(json: JsonObject): readonly ConsentStatus[] | undefined {
  return optionalTexts(json, 'status')?.map((status) => oneOf(status, CONSENT_STATUSES, 'status'));
}

/** Pages count from 1. */
function page<Row>(rows: readonly Row[], json: JsonObject, numberName: string, sizeName: string): readonly Row[] {
  const size = optionalNumber(json, sizeName, MAX_PAGE, MAX_PAGE);
  const number = optionalNumber(json, numberName, 1, 1_000_000);
  return rows.slice((number - 1) * size, number * size);
}

function party(json: JsonObject, types: readonly string[]): Omit<ConsentFilter, 'organisationId'> {
  const type = requiredField(json, 'partyIdentifierType');
  const partyIdentifierValue = requiredField(json, 'partyIdentifierValue');
  const productId = requiredWord(json, 'productID');
  const accountId = requiredWord(json, 'accountID');
  const partyIdentifierType = oneOf(type, types, 'partyIdentifierType');
  assertPartyIdentifier(partyIdentifierType, partyIdentifierValue);
  return { partyIdentifierType, partyIdentifierValue, productId, accountId };
}

/** By handle, by id, or by the four fields of the second version; handle and id exclude each other. */
function selection(json: JsonObject): Omit<ConsentFilter, 'organisationId'> {
  const consentHandles = optionalHandles(json, 'consentHandle');
  const consentIds = optionalConsentIds(json);
  if (consentHandles && consentIds) throw invalid('consentHandle and consentID cannot be used together');
  if (consentHandles) return { consentHandles };
  return consentIds ? { consentIds } : party(json, LISTED_PARTY_TYPES);
}
