import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../../config/config.module';
import { accountIn, type Config } from '../../config/config';
import { CLOCK, type Clock } from '../../config/clock';
import { type FaultName, fieldFault } from '../../errors';
import { bounded } from '../../input/bounded-text';
import type { Answer } from '../../signed-http/answer';
import type { Completion, Intent } from '../../signed-http/intent';
import { type PreviewedCall, SignedHttp } from '../../signed-http/signed-http';
import { isObject, type JsonObject } from '../../vendors/json';
import { OddElements, soundOf } from '../../vendors/sound-list';
import type { VendorCall } from '../../signed-http/vendor-call';
import type { VendorAnswer } from '../../vendors/vendor-answer';
import {
  type AnsweredConsent,
  type AskedConsent,
  consentBody,
  type ConsentSelection,
  type DecryptedReturn,
  type EncryptedReturn,
  type FinproLink,
  type IssuedConsent,
  LINK_LIFE_MS,
  linkBody,
  type LinkRequest,
  type ListedConsent,
  masked,
  type Requester,
} from './finpro-consent';
import { HANDLE, WORD } from './text-rules';
import {
  finproAccepted,
  dataOf,
  field,
  finproInstant,
  invalidResponse,
  optionalField,
  versionIn,
} from './finpro-envelope';

const CONSENT_ID = bounded(128, /^[A-Za-z0-9_.-]{1,128}$/);
const STATUS = bounded(40, /^[A-Za-z_ ]{1,40}$/);
const ACCOUNT_ID = bounded(128, /^[\x20-\x7e]{1,128}$/);
const LINK = bounded(8192, /^[\x21-\x5b\x5d-\x7e]+$/);
const REQDATE = bounded(15, /^\d{15}$/);
const RETURN_STATUS = bounded(1, /^[SF]$/);
const RETURN_CODE = bounded(4, /^\d{1,4}$/);
const REDIRECT = bounded(4096, /^[\s\S]*$/);
/** The refusals that FinPro's pages document for each call. */
const REQUEST_REFUSALS: readonly FaultName[] = [
  'invalid-product-id',
  'invalid-party-identifier',
  'invalid-fip-id',
  'invalid-redirect-url',
  'vendor-refused',
];
const LINK_REFUSALS: readonly FaultName[] = [
  'consent-handle-missing',
  'consent-handle-unknown',
  'consent-status-forbids',
  'invalid-aa',
  'invalid-fip-id',
  'invalid-redirect-url',
];
const DECRYPTION_REFUSALS: readonly FaultName[] = ['consent-handle-unknown', 'vendor-refused'];
const REVOCATION_REFUSALS: readonly FaultName[] = ['consent-id-unknown', 'consent-status-forbids'];

/**
 * FinPro's answer to a list request. `oddHandles` are the handles of the invalid elements; null for an element whose
 * handle is invalid, too.
 */
export interface ConsentListing {
  readonly value: readonly ListedConsent[];
  readonly oddHandles: readonly (string | null)[];
  readonly ver: string;
  readonly vendorRequestId: string | null;
}

/**
 * All requests to FinPro and the judgement of its answers. No other code knows FinPro's formats. Each call is made for
 * a Requester, so that none is made with the credentials of another account than its consent's.
 */
@Injectable()
export class FinproClient {
  private readonly odd: OddElements;

  constructor(
    private readonly http: SignedHttp,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.odd = new OddElements('finpro', () => clock.now());
  }

  /**
   * Each request creates a new consent, because FinPro has no idempotency. `findHandle` finds the handle where the
   * answer has none.
   */
  requestConsent(
    by: Requester,
    intent: Intent,
    asked: AskedConsent,
    findHandle: () => Promise<string | null>,
  ): Promise<Answer<IssuedConsent>> {
    return this.http.effect(
      intent,
      this.post('/v3/requestconsent', consentBody(asked), by),
      (answer) => this.judgeConsent(answer, by),
      async (issued) => {
        const handle = issued.handle ?? (await findHandle());
        if (handle === null) throw invalidResponse('consent_handle');
        return { ...issued, handle };
      },
    );
  }

  /** The call of requestConsent, for people; nothing is sent. */
  previewConsent(by: Requester, asked: AskedConsent): PreviewedCall {
    const shown = consentBody(masked(asked));
    return this.http.preview(this.post('/v3/requestconsent', consentBody(asked), by), shown);
  }

  /** A fresh link each time. */
  createLink(by: Requester, intent: Intent, request: LinkRequest): Promise<Answer<FinproLink>> {
    return this.http.effect(intent, this.linkCall(by, request), (answer) =>
      this.linkIn(dataOf(answer, LINK_REFUSALS), answer, by),
    );
  }

  /** The call of createLink, for people; nothing is sent. */
  previewLink(by: Requester, request: LinkRequest): PreviewedCall {
    return this.http.preview(this.linkCall(by, request), linkBody(masked(request)));
  }

  private linkCall(by: Requester, request: LinkRequest): VendorCall {
    return this.post('/webRedirection/getEncryptedUrl', linkBody(request), by);
  }

  /**
   * Has no effect at FinPro, so it may be retried. Throws Fault `vendor-refused` when the return cannot be decrypted.
   */
  async decrypt(by: Requester, { ecres, resdate, fi }: EncryptedReturn): Promise<DecryptedReturn> {
    return (
      await this.http.read(
        this.post('/webRedirection/decryptUrl', { webRedirectionURL: { ecres, resdate, fi } }, by),
        judgeReturn,
      )
    ).value;
  }

  /**
   * Invalid consents are left out; `oddHandles` reports them to callers that would otherwise take them for missing.
   */
  async listConsents(by: Requester, selection: ConsentSelection, mayShare = false): Promise<ConsentListing> {
    const { value, vendorRequestId } = await this.http.read(
      { ...this.post('/v3/getconsentslist', selectionBody(selection), by), mayShare },
      (answer) => {
        const { sound, odd } = this.soundIn(finproAccepted(answer).data, 'data', (item) =>
          this.judgeItem(item, answer),
        );
        return { sound, odd, ver: versionIn(answer) };
      },
    );
    return { value: value.sound, oddHandles: value.odd.map(handleIn), ver: value.ver, vendorRequestId };
  }

  /** For a listed consent that contradicts what is known of it: it is left out, and logged like an invalid one. */
  leaveOut(flaw: string): void {
    this.odd.report('data', new Map([[flaw, 1]]));
  }

  /** `complete` decides what a refusal because of the status means; `isRevoked` is false then. */
  revoke(
    by: Requester,
    intent: Intent,
    consentId: string,
    complete: Completion<Revocation>,
  ): Promise<Answer<Revocation>> {
    return this.http.effect(
      intent,
      this.post('/revokeconsent', { consentID: consentId }, by),
      judgeRevocation,
      complete,
    );
  }

  async listFips(account: string): Promise<readonly string[]> {
    const { value } = await this.http.read(
      { vendor: 'finpro', account, method: 'GET', path: '/list/fips', operation: 'fips' },
      (answer) => this.soundIn(dataOf(answer).fip_newlist, 'fip_newlist', (fip) => field(fip, 'fipId', WORD)).sound,
    );
    return value;
  }

  /** Templates that are active for our organisation. */
  async listProducts(account: string): Promise<readonly string[]> {
    const { value } = await this.http.read(
      this.post('/productslist', {}, { appIdentifier: null, vendorAccount: account }),
      (answer) =>
        this.soundIn(finproAccepted(answer).data, 'products', (product) => field(product, 'productCode', WORD)).sound,
    );
    return value;
  }

  private soundIn<T>(
    list: unknown,
    name: string,
    judge: (item: JsonObject) => T,
  ): { sound: readonly T[]; odd: readonly unknown[] } {
    if (!Array.isArray(list)) throw invalidResponse(name);
    const { sound, odd, flaws } = soundOf(list, invalidResponse, name, judge);
    this.odd.report(name, flaws);
    return { sound, odd };
  }

  /**
   * FinPro is told which application of a consumer calls (`appIdentifier`), unless the configuration says that
   * Portico's own is always sent. Portico's own is also sent for calls without an application.
   */
  private post(
    path: string,
    body: NonNullable<VendorCall['body']>,
    { appIdentifier, vendorAccount: account }: Requester,
  ): VendorCall {
    const isNamed = accountIn(this.config, account)?.finpro?.appIdentifierSource === 'consumer';
    const headers: Record<string, string> = appIdentifier !== null && isNamed ? { appIdentifier } : {};
    return {
      vendor: 'finpro',
      account,
      method: 'POST',
      path,
      body,
      headers,
      operation: path.slice(path.lastIndexOf('/') + 1),
    };
  }

  private judgeItem(item: JsonObject, { askedAt, receivedAt }: VendorAnswer): ListedConsent {
    const { accounts } = item;
    return {
      consentHandle: field(item, 'consentHandle', HANDLE).toLowerCase(),
      consentId: optionalField(item, 'consentID', CONSENT_ID),
      status: field(item, 'status', STATUS),
      productId: field(item, 'productID', WORD),
      accountId: field(item, 'accountID', ACCOUNT_ID),
      aaId: optionalField(item, 'aaId'),
      vua: optionalField(item, 'vua'),
      createdAt: finproInstant(item, 'consentCreationData'),
      expiresAt: finproInstant(item, 'consent_expiry'),
      accounts:
        accounts === undefined || accounts === null ? [] : this.soundIn(accounts, 'accounts', judgeAccount).sound,
      askedAt,
      confirmedAt: receivedAt,
    };
  }

  private judgeConsent(answer: VendorAnswer, by: Requester): AnsweredConsent {
    const data = dataOf(answer, REQUEST_REFUSALS);
    if ((optionalField(data, 'status') ?? 'PENDING').toUpperCase() !== 'PENDING') throw invalidResponse('status');
    return {
      ...this.linkIn(data, answer, by),
      handle: optionalField(data, 'consent_handle', HANDLE)?.toLowerCase() ?? null,
    };
  }

  /**
   * The link must be https, of a configured origin of the Account Aggregator, with the three parameters of the
   * redirection guideline.
   */
  private linkIn(data: JsonObject, answer: VendorAnswer, { vendorAccount }: Requester): FinproLink {
    const text = field(data, 'webRedirectionUrl', LINK);
    const url = URL.canParse(text) ? new URL(text) : null;
    const origins = accountIn(this.config, vendorAccount)?.finpro?.aaOrigins ?? [];
    if (!url || url.username || url.password || (url.protocol !== 'https:' && this.config.mode !== 'sandbox'))
      throw invalidResponse('webRedirectionUrl');
    if (origins.length > 0 && !origins.includes(url.origin)) throw invalidResponse('webRedirectionUrl');
    if (
      !url.searchParams.get('ecreq') ||
      !url.searchParams.get('fi') ||
      !REQDATE.test(url.searchParams.get('reqdate') ?? '')
    )
      throw invalidResponse('webRedirectionUrl');
    const { receivedAt: issuedAt } = answer;
    return { url: text, issuedAt, expiresAt: new Date(issuedAt.getTime() + LINK_LIFE_MS), ver: versionIn(answer) };
  }
}

/** Whether the consent is revoked, and what this is based on. */
export interface Revocation {
  readonly isRevoked: boolean;
  /** The consent's status, where it was read from the list instead. */
  readonly found: ListedConsent | null;
  readonly at: Date;
  readonly ver: string;
}

function selectionBody(selection: ConsentSelection): NonNullable<VendorCall['body']> {
  if ('consentHandles' in selection) return { consentHandle: selection.consentHandles };
  if ('consentIds' in selection) return { consentID: selection.consentIds };
  const { partyIdentifierType, partyIdentifierValue, productId, accountId } = selection;
  return { partyIdentifierType, partyIdentifierValue, productID: productId, accountID: accountId };
}

function handleIn(element: unknown): string | null {
  const handle = isObject(element) ? element.consentHandle : null;
  return typeof handle === 'string' && HANDLE.test(handle) ? handle.toLowerCase() : null;
}

function judgeAccount(account: JsonObject): ListedConsent['accounts'][number] {
  return {
    fipName: optionalField(account, 'fipName'),
    fipId: optionalField(account, 'fipId'),
    accountType: optionalField(account, 'accountType'),
    linkReferenceNumber: optionalField(account, 'linkReferenceNumber'),
    maskedAccountNumber: optionalField(account, 'maskedAccountNumber'),
    fiType: optionalField(account, 'fiType'),
  };
}

/** FinPro returns whatever text the decryption gives; a text with invalid content was altered on its way. */
function judgeReturn(answer: VendorAnswer): DecryptedReturn {
  const data = dataOf(answer, DECRYPTION_REFUSALS);
  try {
    return { ...returnIn(data), ver: versionIn(answer) };
  } catch {
    throw fieldFault('/webRedirectionURL', 'not_decryptable');
  }
}

function returnIn(data: JsonObject): Omit<DecryptedReturn, 'ver'> {
  const { srcref, errorcode } = data;
  const handles = (Array.isArray(srcref) ? srcref : field(data, 'srcref').split(',')).map((handle) =>
    String(handle).trim().toLowerCase(),
  );
  if (handles.length === 0 || !handles.every((handle) => HANDLE.test(handle))) throw invalidResponse('srcref');
  return {
    status: field(data, 'status', RETURN_STATUS) as 'S' | 'F',
    errorCode: String(
      Number(
        typeof errorcode === 'number'
          ? field({ errorcode: String(errorcode) }, 'errorcode', RETURN_CODE)
          : field(data, 'errorcode', RETURN_CODE),
      ),
    ),
    handles,
    userId: field(data, 'userid'),
    transactionId: optionalField(data, 'txnid'),
    sessionId: optionalField(data, 'sessionid'),
    redirect: optionalField(data, 'redirect', REDIRECT),
  };
}

function judgeRevocation(answer: VendorAnswer): Revocation {
  const isForStatus =
    isObject(answer.json) &&
    [answer.json.errorCode, answer.json.status].includes('InvalidStatus') &&
    answer.status >= 400 &&
    answer.status < 500;
  if (!isForStatus) finproAccepted(answer, REVOCATION_REFUSALS);
  return { isRevoked: !isForStatus, found: null, at: answer.receivedAt, ver: versionIn(answer) };
}
