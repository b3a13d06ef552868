import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../config/clock';
import { CONFIG } from '../../config/config.module';
import { accountIn, type Config, type OneMoneyConfig } from '../../config/config';
import { Fault } from '../../errors';
import { bounded } from '../../input/bounded-text';
import type { Answer } from '../../signed-http/answer';
import type { Intent } from '../../signed-http/intent';
import { type PreviewedCall, SignedHttp } from '../../signed-http/signed-http';
import { OddElements } from '../../vendors/sound-list';
import type { VendorCall } from '../../signed-http/vendor-call';
import type { VendorAnswer } from '../../vendors/vendor-answer';
import { LANGUAGE_TAG } from '../grants/language-tag';
import type { GrantRequest, HostedCustomer, IssuedGrant, KnownCustomer, NewHostedCustomer } from './hosted-customer';
import {
  acceptedByOneMoney,
  CREATION_REFUSALS,
  CUSTOMER_ID,
  field,
  instantField,
  invalidResponse,
  READ_REFUSALS,
  type Refusal,
  STATUS,
} from './one-money.answers';
import { type FullCustomer, judgeFullCustomer } from './one-money.full-customer';

const LINK = bounded(2048, /^[\x21-\x5b\x5d-\x7e]+$/);
const TOKEN = bounded(1000, /^[\x21-\x7e]{8,1000}$/);

/**
 * All requests to 1Money and the judgement of its answers, for both generations of paths. No other code knows 1Money's
 * formats. A customer is given with its account, so that no call about it is signed with the key of another.
 */
@Injectable()
export class OneMoneyClient {
  private readonly odd: OddElements;

  constructor(
    private readonly http: SignedHttp,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.odd = new OddElements('one-money', () => clock.now());
  }

  /** Records why a customer was left out of a list. */
  leaveOut(flaw: string): void {
    this.odd.report('customers', new Map([[flaw, 1]]));
  }

  /**
   * A retry with the same key returns the same customer (reference page "Create lightweight customer"), or 409 after a
   * day, whatever became of it.
   */
  createCustomer(
    account: string,
    intent: Intent,
    idempotencyKey: string,
    customer: NewHostedCustomer,
  ): Promise<Answer<HostedCustomer>> {
    const body = {
      email: customer.email,
      first_name: customer.firstName,
      last_name: customer.lastName,
      ...(customer.companyName === null ? {} : { company_name: customer.companyName }),
      customer_type: this.settingsOf(account).customerType,
    };
    return this.http.effect(
      { ...intent, openFaults: ['vendor-conflict'] },
      this.call(account, 'POST', this.collectionOf(account), 'createCustomer', {
        body,
        headers: { 'Idempotency-Key': idempotencyKey },
        mayRepeat: true,
      }),
      (answer) => judgeCustomer(answer, CREATION_REFUSALS),
    );
  }

  /** Throws Fault `not-found` when 1Money never received the key. */
  async findByIdempotencyKey(account: string, idempotencyKey: string): Promise<HostedCustomer> {
    const { value } = await this.http.read(
      this.call(account, 'GET', this.collectionOf(account), 'findCustomer', {
        query: { idempotency_key: idempotencyKey },
      }),
      (answer) => judgeCustomer(answer, READ_REFUSALS),
    );
    return value;
  }

  async getCustomer(
    { customerId, vendorAccount }: KnownCustomer,
    mayShare = false,
  ): Promise<{ value: HostedCustomer; vendorRequestId: string | null }> {
    const path = this.isHosted(vendorAccount)
      ? `/v1/customers/hosted/${encodeURIComponent(customerId)}`
      : `/v1/customers/${encodeURIComponent(customerId)}`;
    return this.http.read(this.call(vendorAccount, 'GET', path, 'getCustomer', { mayShare }), (answer) =>
      judgeCustomer(answer, READ_REFUSALS),
    );
  }

  /** With the flagged items, which only this operation returns; the customers are the same in both generations. */
  async getFullCustomer({ customerId, vendorAccount }: KnownCustomer): Promise<{
    value: { full: FullCustomer; received: HostedCustomer };
    vendorRequestId: string | null;
  }> {
    return this.http.read(
      this.call(vendorAccount, 'GET', `/v1/customers/${encodeURIComponent(customerId)}`, 'getFullCustomer', {
        mayShare: true,
      }),
      (answer) => ({
        full: judgeFullCustomer(answer, (name, flaws) => this.odd.report(name, flaws)),
        received: judgeCustomer(answer, READ_REFUSALS),
      }),
    );
  }

  /** 1Money does not deduplicate links; the key, Portico's own id, is new each time (general page "Idempotency"). */
  createGrant(intent: Intent, request: GrantRequest): Promise<Answer<IssuedGrant>> {
    return this.http.effect(intent, this.grantCall(request), (answer) =>
      judgeGrant(answer, this.settingsOf(request.customer.vendorAccount), this.config.mode),
    );
  }

  /** The call of createGrant, for people; nothing is sent. `shownUrl`: the redirectUrl with masks. */
  previewGrant(request: GrantRequest, shownUrl: string | null): PreviewedCall {
    const call = this.grantCall(request);
    const body = { ...call.body };
    if (shownUrl !== null) body.redirect_url = shownUrl;
    return this.http.preview(call, body);
  }

  private grantCall({
    customer: { customerId, vendorAccount },
    grantId,
    redirectUrl,
    locale,
  }: GrantRequest): VendorCall {
    const rest = {
      ...(redirectUrl === null ? {} : { redirect_url: redirectUrl }),
      ...(locale === null ? {} : { locale }),
    };
    const headers = { 'Idempotency-Key': grantId };
    return this.isHosted(vendorAccount)
      ? this.call(vendorAccount, 'POST', '/v1/customers/onboarding/grants', 'createGrant', {
          body: { customer_id: customerId, ...rest },
          headers,
        })
      : this.call(
          vendorAccount,
          'POST',
          `/v1/customers/${encodeURIComponent(customerId)}/onboarding_links`,
          'createGrant',
          {
            body: rest,
            headers,
          },
        );
  }

  private isHosted(account: string): boolean {
    return this.settingsOf(account).generation === 'hosted';
  }

  /** Throws Fault `vendor-not-configured`. */
  private settingsOf(account: string): OneMoneyConfig {
    const settings = accountIn(this.config, account)?.oneMoney;
    if (!settings) throw new Fault('vendor-not-configured');
    return settings;
  }

  private collectionOf(account: string): string {
    return this.isHosted(account) ? '/v1/customers/hosted' : '/v1/customers/lightweight';
  }

  private call(
    account: string,
    method: VendorCall['method'],
    path: string,
    operation: string,
    rest: Pick<VendorCall, 'body' | 'query' | 'headers' | 'mayRepeat' | 'mayShare'> = {},
  ): VendorCall {
    return { vendor: 'one-money', account, method, path, operation, ...rest };
  }
}

function judgeCustomer(answer: VendorAnswer, documented: readonly Refusal[]): HostedCustomer {
  const json = acceptedByOneMoney(answer, documented);
  return {
    customerId: field(json, 'customer_id', CUSTOMER_ID),
    email: field(json, 'email'),
    customerType: json.customer_type === undefined ? null : field(json, 'customer_type'),
    status: field(json, 'status', STATUS),
    createdAt: instantField(json, 'created_at'),
    updatedAt: instantField(json, 'updated_at'),
    confirmedAt: answer.receivedAt,
  };
}

function judgeGrant(answer: VendorAnswer, { onboardingOrigins }: OneMoneyConfig, mode: Config['mode']): IssuedGrant {
  const json = acceptedByOneMoney(answer, [...CREATION_REFUSALS, ...READ_REFUSALS]);
  const text = field(json, 'onboarding_url', LINK);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || url.username || url.password || (url.protocol !== 'https:' && mode !== 'sandbox'))
    throw invalidResponse('onboarding_url');
  if (onboardingOrigins.length > 0 && !onboardingOrigins.includes(url.origin)) throw invalidResponse('onboarding_url');
  return {
    token: field(json, 'grant_token', TOKEN),
    url: text,
    locale: languageIn(url),
    issuedAt: answer.receivedAt,
    expiresAt: new Date(instantField(json, 'expires_at')),
  };
}

/** The language that the link names; null for none, and for what is no language tag. */
function languageIn({ searchParams }: URL): string | null {
  const locale = searchParams.get('locale');
  return locale !== null && LANGUAGE_TAG.test(locale) ? locale : null;
}
