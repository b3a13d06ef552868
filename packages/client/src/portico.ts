import { Transport, type Answered, type CallOptions, type PorticoOptions } from './transport';
import type {
  Answer,
  AuditEvent,
  Body,
  Consent,
  DryRun,
  DurableLink,
  FullCustomer,
  Input,
  Journey,
  JourneyState,
  KybStatus,
  ConsentReceipt,
  ListedJourney,
  ListedEvent,
  OperationId,
  Query,
} from './types';
import { type EventPage, waitFor, type WaitOptions } from './wait-for';

type RealAnswer<Op extends OperationId> = Exclude<Answer<Op>, DryRun>;
/** The operations that take `dry_run` and have methods of their own. */
type MayBeDryRun = 'createOnboardingGrant' | 'requestConsent' | 'createConsentLink';

/** A consumer's access to Portico. Every method throws a `PorticoError` when Portico refuses or cannot be reached. */
export class Portico {
  private readonly transport: Transport;

  constructor(options: PorticoOptions) {
    this.transport = new Transport(options);
  }

  /** Any operation by its operationId, with status and headers of the answer. */
  call<Op extends OperationId>(id: Op, input: Input<Op>, options?: CallOptions): Promise<Answered<Op>> {
    return this.transport.call(id, input, options);
  }

  private async body<Op extends OperationId>(id: Op, input: Input<Op>, options?: CallOptions): Promise<Answer<Op>> {
    return (await this.call(id, input, options)).body;
  }

  /** The answer to a request with a body that is no dry run. */
  private async real<Op extends OperationId>(id: Op, body: Body<Op>, options?: CallOptions): Promise<RealAnswer<Op>> {
    return (await this.body(id, { body } as unknown as Input<Op>, options)) as RealAnswer<Op>;
  }

  /** Judges every rule of a request without an effect. Throws a ProblemError with `violations` where any is broken. */
  private async dryRun<Op extends MayBeDryRun>(id: Op, body: Body<Op>, options?: CallOptions): Promise<DryRun> {
    const input = { query: { dry_run: 'true' }, body } as unknown as Input<Op>;
    return (await this.body(id, input, options)) as DryRun;
  }

  /** Businesses that are onboarded at 1Money. */
  readonly customers = {
    create: (body: Body<'createHostedCustomer'>, options?: CallOptions) =>
      this.body('createHostedCustomer', { body }, options),
    get: (customerId: string, options?: CallOptions) =>
      this.body('getHostedCustomer', { path: { customer_id: customerId } }, options),
    /** With the data of the company and what 1Money flagged. */
    getFull: (customerId: string, options?: CallOptions) =>
      this.body('getCustomer', { path: { customer_id: customerId } }, options),
    /** The customer that a request with this Idempotency-Key created. */
    findByKey: (idempotencyKey: string, options?: CallOptions) =>
      this.body('findHostedCustomer', { query: { idempotency_key: idempotencyKey } }, options),
    /** The consumer's own, page by page. */
    list: (filter: { kyb_status?: KybStatus } = {}, options?: CallOptions): AsyncGenerator<FullCustomer> =>
      this.pages(1, async (page) => {
        const size = 100;
        const found = await this.body('listCustomers', { query: { ...filter, page, size } }, options);
        return [found.customers, found.total < size ? null : page + 1];
      }),
  };

  /** One-time links to the onboarding form. */
  readonly grants = {
    create: (body: Body<'createOnboardingGrant'>, options?: CallOptions) =>
      this.real('createOnboardingGrant', body, options),
    /** What `create` would send to 1Money, without an effect. A refusal has all `violations`. */
    dryRun: (body: Body<'createOnboardingGrant'>, options?: CallOptions) =>
      this.dryRun('createOnboardingGrant', body, options),
    list: async (customerId: string, options?: CallOptions) =>
      (await this.body('listOnboardingGrants', { path: { customer_id: customerId } }, options)).grants,
  };

  /** Consents through FinPro. */
  readonly consents = {
    /** The consent handle and the user's one-time link. */
    request: async (body: Body<'requestConsent'>, options?: CallOptions) =>
      (await this.real('requestConsent', body, options)).data,
    /** What `request` would send to FinPro, without an effect. A refusal is a ProblemError with all `violations`. */
    dryRun: (body: Body<'requestConsent'>, options?: CallOptions) => this.dryRun('requestConsent', body, options),
    get: (consentHandle: string, options?: CallOptions) =>
      this.body('getConsentJourney', { path: { consent_handle: consentHandle } }, options),
    list: (filter: { account_id?: string } = {}, options?: CallOptions): AsyncGenerator<Consent> =>
      this.pages<Consent, string | undefined>(undefined, async (cursor) => {
        const page = await this.body('listConsentJourneys', { query: { ...filter, cursor } }, options);
        return [page.consents, page.next_cursor];
      }),
    /** A fresh link to a pending consent. */
    freshLink: async (body: Body<'createConsentLink'>, options?: CallOptions) =>
      (await this.real('createConsentLink', body, options)).data,
    /** The same for `freshLink`. */
    dryRunFreshLink: (body: Body<'createConsentLink'>, options?: CallOptions) =>
      this.dryRun('createConsentLink', body, options),
    /** Signed receipts of its changes, oldest first. */
    receipts: (consentHandle: string, options?: CallOptions): AsyncGenerator<ConsentReceipt> =>
      this.pages<ConsentReceipt, string | undefined>(undefined, async (cursor) => {
        const path = { consent_handle: consentHandle };
        const page = await this.body('listConsentReceipts', { path, query: { cursor } }, options);
        return [page.receipts, page.next_cursor];
      }),
    decryptReturn: async (body: Body<'decryptConsentReturn'>, options?: CallOptions) =>
      (await this.body('decryptConsentReturn', { body }, options)).data,
    /** As FinPro reports them at this moment. */
    reported: async (body: Body<'listConsents'>, options?: CallOptions) =>
      (await this.body('listConsents', { body }, options)).data,
    revoke: (body: Body<'revokeConsent'>, options?: CallOptions) => this.body('revokeConsent', { body }, options),
  };

  /** Where users are, and where they are stuck. */
  readonly journeys = {
    /** By customer_id, consent handle, accountID, or the id of a link. */
    get: (reference: string, options?: CallOptions): Promise<Journey> =>
      this.body('getJourney', { path: { reference } }, options),
    /** Of every kind, newest first, by status, by where they wait, and by when they began. */
    list: (filter: Omit<Query<'listJourneys'>, 'cursor'> = {}, options?: CallOptions): AsyncGenerator<ListedJourney> =>
      this.pages<ListedJourney, string | undefined>(undefined, async (cursor) => {
        const page = await this.body('listJourneys', { query: { ...filter, cursor } }, options);
        return [page.journeys, page.next_cursor];
      }),
  };

  /** Durable links. */
  readonly links = {
    get: (linkId: string, options?: CallOptions) => this.body('getDurableLink', { path: { link_id: linkId } }, options),
    revoke: (linkId: string, options?: CallOptions) =>
      this.body('revokeDurableLink', { path: { link_id: linkId } }, options),
    /** Of one customer or consent, newest first. */
    list: (reference: string, options?: CallOptions): AsyncGenerator<DurableLink> =>
      this.pages<DurableLink, string | undefined>(undefined, async (before) => {
        const page = await this.body('listDurableLinks', { query: { reference, before } }, options);
        return [page.links, page.next_before];
      }),
  };

  /** What happened in the consumer's journeys, in one order. */
  readonly events = {
    /** One page; with `wait` (seconds, up to 30) it waits for an event when there is none. */
    page: (query: Query<'listEvents'> = {}, options?: CallOptions): Promise<EventPage> =>
      this.body('listEvents', { query }, options) as Promise<unknown> as Promise<EventPage>,
    /** From a cursor (default: the beginning) up to the newest. `cursor` of the last one is where to go on. */
    list: (query: Omit<Query<'listEvents'>, 'wait'> = {}, options?: CallOptions): AsyncGenerator<ListedEvent> =>
      this.pages(query.cursor ?? '0', async (cursor) => {
        const page = await this.events.page({ limit: 500, ...query, cursor }, options);
        return [page.events, page.has_more ? page.next_cursor : null];
      }),
    /** As `list`, and then goes on with each new event until `options.signal` is aborted. */
    follow: (query: Omit<Query<'listEvents'>, 'wait'> = {}, options?: CallOptions): AsyncGenerator<ListedEvent> =>
      this.pages(query.cursor ?? '0', async (cursor) => {
        const page = await this.events.page({ limit: 500, ...query, cursor, wait: 20 }, options);
        return [page.events, page.next_cursor];
      }),
    /** The cursor behind the newest event: go on there for what happens from now on. */
    newestCursor: async (options?: CallOptions): Promise<string> => {
      // With a type, a page ends at the consumer's newest event of any type, so that others need not be read.
      for (let cursor = '0'; ;) {
        const page = await this.events.page({ types: ['journey.stalled'], limit: 500, cursor }, options);
        cursor = page.next_cursor;
        if (!page.has_more) return cursor;
      }
    },
  };

  /** Where events are sent. */
  readonly subscriptions = {
    create: (body: Body<'createWebhookSubscription'>, options?: CallOptions) =>
      this.body('createWebhookSubscription', { body }, options),
    list: async (options?: CallOptions) => (await this.body('listWebhookSubscriptions', {}, options)).subscriptions,
    rotateSecret: (id: string, options?: CallOptions) =>
      this.body('rotateWebhookSecret', { path: { subscription_id: id } }, options),
    disable: (id: string, options?: CallOptions) =>
      this.body('disableWebhookSubscription', { path: { subscription_id: id } }, options),
  };

  /** The audit trail of the consumer's requests. */
  readonly audit = {
    get: (entryId: string, options?: CallOptions) =>
      this.body('getAuditEvent', { path: { entry_id: entryId } }, options),
    /** Newest first. */
    list: (filter: Omit<Query<'listAuditEvents'>, 'cursor'> = {}, options?: CallOptions): AsyncGenerator<AuditEvent> =>
      this.pages<AuditEvent, string | undefined>(undefined, async (cursor) => {
        const page = await this.body('listAuditEvents', { query: { ...filter, cursor } }, options);
        return [page.events, page.next_cursor];
      }),
  };

  /**
   * Waits until a journey is in one of the states, by the long poll of its events. `reference` is a customer_id or a
   * consent handle; of a consent both its `state` and its `consent_status` count. Throws `WaitTimeoutError`.
   */
  waitFor(reference: string, state: JourneyState | readonly JourneyState[], options?: WaitOptions): Promise<Journey> {
    return waitFor(this, reference, [state].flat(), options);
  }

  private async *pages<T, Cursor>(
    first: Cursor,
    read: (cursor: Cursor) => Promise<readonly [items: readonly T[], next: Cursor | null]>,
  ): AsyncGenerator<T> {
    for (let cursor: Cursor | null = first; cursor !== null;) {
      const [items, next]: readonly [readonly T[], Cursor | null] = await read(cursor);
      yield* items;
      cursor = next;
    }
  }
}
