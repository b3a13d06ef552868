import { DemoApi } from './demo-api';

/** Values of the document's examples → values that exist. */
type Values = Readonly<Record<string, string>>;

/** What the examples of the document have to be replaced with, so that each of them can be sent as it stands. */
export interface DemoWorld {
  readonly values: Values;
  /** By operation, before `values`: what is used up or ended by the operation is its own. */
  readonly operations: Readonly<Record<string, Values>>;
  /** Parts that could not be made. */
  readonly missing: readonly string[];
}

/** The document's examples. */
export const EXAMPLE = {
  customerId: '0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10',
  customerKey: '7f3a1f0e-2c64-4b8e-9d0a-5b6c1e2d3f40',
  handle: '3a3f2d96-fc3b-42e5-804f-e65d10a4be98',
  consentId: 'bf0cda0b-776c-4104-a4f8-5bcd69764125',
  linkId: '01890a5d-ac96-774b-bcce-b302099a8057',
  token: 'rJ0m3cQXo9m6q0n8H1s2u4w6y8A0C2E4G6I8K0M2O4Q',
  subscriptionId: '019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4',
  eventId: '019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d5',
  entryId: '019abf6e-21c4-7a35-9b1e-3c0f6f0f2a11',
  state: 'k3Vv0mT4bq7Jx2Zc9sLr1YhWnPdE8uGfA5oKiQtBzXM',
  ecres: 'zBQgXiXFOluInLIBisuyubyNi2dYVpcB64IbXMnWp37hge6olr1UxCMZyhuVORJs',
  resdate: '150120261034127',
  fi: 'XltVXF1eV08cUVI=',
  hook: 'https://hooks.example.com/portico',
  kybReturn: 'https://app.example.com/kyb/return',
  consentReturn: 'https://app.example.com/consent/return',
} as const;

/** Idempotency keys of what is made once and used again. */
const KEY = {
  customer: 'd0c50000-0000-4000-8000-000000000001',
  changing: 'd0c50000-0000-4000-8000-000000000002',
  durable: 'd0c50000-0000-4000-8000-000000000003',
  revocable: 'd0c50000-0000-4000-8000-000000000004',
  subscription: 'd0c50000-0000-4000-8000-000000000005',
  endable: 'd0c50000-0000-4000-8000-000000000006',
  pending: 'd0c50000-0000-4000-8000-000000000007',
} as const;

interface Part {
  readonly values: Values;
  readonly operations?: DemoWorld['operations'];
}

/**
 * Makes, in sandbox mode, what the document's examples refer to: by the public API, as the demo consumer. What lasts is
 * found again by its Idempotency-Key; what works once is made anew at each opening of the page.
 */
export async function demoWorld(gatewayUrl: string, sandboxUrl: string): Promise<DemoWorld> {
  const api = new DemoApi(gatewayUrl, sandboxUrl);
  const page = `${sandboxUrl}/demo/return`;
  const parts = await Promise.allSettled([
    onboarding(api, page),
    pendingConsent(api, page),
    returns(api, page),
    decryption(api, page),
    revocation(api, page),
    deliveries(api, `${sandboxUrl}/demo/events`),
  ]);
  // After the others: entries about them are in the log by then.
  const [log] = await Promise.allSettled([auditEntry(api)]);
  const made = [...parts, log].flatMap((part) => (part.status === 'fulfilled' ? [part.value] : []));
  const all = <T>(member: (part: Part) => Readonly<Record<string, T>> | undefined): Record<string, T> =>
    Object.fromEntries(made.flatMap((part) => Object.entries(member(part) ?? {})));
  const addresses = {
    [EXAMPLE.hook]: `${sandboxUrl}/demo/events`,
    [EXAMPLE.kybReturn]: page,
    [EXAMPLE.consentReturn]: page,
  };
  return {
    values: { ...addresses, ...all(({ values }) => values) },
    operations: all(({ operations }) => operations),
    missing: [...parts, log].flatMap((part) => (part.status === 'rejected' ? [String(part.reason)] : [])),
  };
}

const MAY_HAVE_GRANTS: ReadonlySet<string> = new Set(['INIT', 'PENDING_RESPONSE', 'REJECTED']);

/** A customer who can be given a grant. */
const customer = (api: DemoApi, wanted: string): Promise<{ id: string; key: string }> =>
  api.once(wanted, async (key, tag) => {
    const { status, body } = await api.post(
      '/v1/customers/hosted',
      {
        email: `${tag}-${key.slice(-4)}@acme.example`,
        first_name: 'Zoë',
        last_name: 'Kim',
        company_name: 'Acme Robotics GmbH',
        customer_type: 'BUSINESS',
      },
      key,
    );
    const { body: found } = await api.get(`/v1/customers/hosted/${body.customer_id}`);
    return status === 201 && MAY_HAVE_GRANTS.has(found.status!) ? { id: body.customer_id!, key } : null;
  });

/** A customer, its durable links, and the two addresses to which 1Money could send a browser back. */
async function onboarding(api: DemoApi, page: string): Promise<Part> {
  const { id, key } = await customer(api, KEY.customer);
  const durable = (wanted: string): Promise<{ linkId: string; token: string }> =>
    api.once(wanted, async (key) => {
      const body = { customer_id: id, redirect_url: page, link: 'durable' };
      const { status, body: made, headers } = await api.post('/v1/customers/onboarding/grants', body, key);
      return status === 201 ? { linkId: headers.get('Portico-Link-Id')!, token: made.grant_token! } : null;
    });
  const open = await durable(KEY.durable);
  const revocable = await durable(KEY.revocable);
  const states: string[] = [];
  for (let count = 0; count < 2; count++) {
    await api.post('/v1/customers/onboarding/grants', { customer_id: id, redirect_url: page });
    const { requests = [] } = await api.control<Journal>('requests?vendor=1money&limit=50');
    const sent = requests.map((request) => JSON.stringify(request)).filter((text) => text.includes(id));
    states.push(...sent.flatMap((text) => /\/return\/onboarding\/([\w-]{43})/.exec(text)?.[1] ?? []).slice(-1));
  }
  return {
    values: {
      [EXAMPLE.customerId]: id,
      [EXAMPLE.customerKey]: key,
      [EXAMPLE.linkId]: open.linkId,
      [EXAMPLE.token]: open.token,
    },
    operations: {
      revokeDurableLink: { [EXAMPLE.linkId]: revocable.linkId },
      returnFromOnboarding: { [EXAMPLE.state]: states[0]! },
      returnFromOnboardingByQuery: { [EXAMPLE.state]: states[1]! },
    },
  };
}

interface Journal {
  readonly requests: readonly { readonly path: string; readonly body: unknown }[];
}

interface Requested {
  readonly data: { readonly consent_handle: string; readonly webRedirectionUrl: string };
}

interface AskedConsent {
  readonly handle: string;
  readonly link: string;
}

/** Each has an accountID of its own, since one request is let through at a time for each. Null where it was refused. */
async function askedConsent(api: DemoApi, page: string, account: string, key?: string): Promise<AskedConsent | null> {
  const { status, body } = await api.post<Requested>(
    '/v3/requestconsent',
    {
      productID: 'LOAN01',
      vua: '9876543210@onemoney',
      partyIdentifierType: 'MOBILE',
      partyIdentifierValue: '9876543210',
      accountID: `DEMO-${account}`,
      redirectUrl: page,
    },
    key,
  );
  return status === 200 ? { handle: body.data!.consent_handle, link: body.data!.webRedirectionUrl } : null;
}

async function pendingConsent(api: DemoApi, page: string): Promise<Part> {
  const handle = await api.once(KEY.pending, async (key) => {
    const asked = await askedConsent(api, page, 'PENDING', key);
    const status = asked && (await api.get(`/v1/consents/${asked.handle}`)).body.consent_status;
    return status === 'PENDING' ? asked!.handle : null;
  });
  return { values: { [EXAMPLE.handle]: handle } };
}

/** A consent that its user has approved, and the address to which the browser was sent back. */
async function approvedConsent(api: DemoApi, page: string, account: string): Promise<{ handle: string; back: URL }> {
  const { handle, link } = (await askedConsent(api, page, account))!;
  return { handle, back: await api.approve(link) };
}

const broughtBack = ({ pathname, searchParams }: URL): Values => ({
  [EXAMPLE.state]: pathname.split('/').at(-1)!,
  [EXAMPLE.ecres]: searchParams.get('ecres')!,
  [EXAMPLE.resdate]: searchParams.get('resdate')!,
  [EXAMPLE.fi]: searchParams.get('fi')!,
});

async function returns(api: DemoApi, page: string): Promise<Part> {
  const first = await approvedConsent(api, page, 'RETURN');
  const second = await approvedConsent(api, page, 'RETURN-BY-QUERY');
  return {
    values: {},
    operations: {
      returnFromConsent: broughtBack(first.back),
      returnFromConsentByQuery: broughtBack(second.back),
    },
  };
}

async function decryption(api: DemoApi, page: string): Promise<Part> {
  const { handle, back } = await approvedConsent(api, page, 'DECRYPT');
  return {
    values: { [EXAMPLE.consentId]: await consentIdOf(api, handle) },
    operations: { decryptConsentReturn: broughtBack(back) },
  };
}

/** A consent of its own, which can be revoked. */
async function revocation(api: DemoApi, page: string): Promise<Part> {
  const { handle } = await approvedConsent(api, page, 'REVOKE');
  return { values: {}, operations: { revokeConsent: { [EXAMPLE.consentId]: await consentIdOf(api, handle) } } };
}

async function consentIdOf(api: DemoApi, handle: string): Promise<string> {
  const { body } = await api.post<{ data: { consentID: string }[] }>('/v3/getconsentslist', { consentHandle: handle });
  return body.data![0]!.consentID;
}

/** A subscription with a delivery, and one that can be disabled. */
async function deliveries(api: DemoApi, url: string): Promise<Part> {
  const path = '/v1/webhook_subscriptions';
  const subscription = (wanted: string, mustBeActive: boolean): Promise<string> =>
    api.once(wanted, async (key) => {
      const { status, body } = await api.post(path, { url }, key);
      const { disabled_at } = (await api.get<{ disabled_at: string | null }>(`${path}/${body.subscription_id}`)).body;
      return status === 201 && (!mustBeActive || disabled_at === null) ? body.subscription_id! : null;
    });
  const active = await subscription(KEY.subscription, true);
  const endable = await subscription(KEY.endable, false);
  const newest = async (): Promise<string | null> => {
    const { body } = await api.get<{ deliveries: { event_id: string }[] }>(`${path}/${active}/deliveries?limit=1`);
    return body.deliveries?.[0]?.event_id ?? null;
  };
  let eventId = await newest();
  if (eventId === null) {
    const { id } = await customer(api, KEY.changing);
    const { body } = await api.get(`/v1/customers/hosted/${id}`);
    const status = body.status === 'PENDING_RESPONSE' ? 'REJECTED' : 'PENDING_RESPONSE';
    await api.control(`1money/customers/${id}/status`, { status });
    await api.get(`/v1/customers/hosted/${id}`);
    eventId = await api.until(newest);
  }
  return {
    values: { [EXAMPLE.subscriptionId]: active, [EXAMPLE.eventId]: eventId },
    operations: { disableWebhookSubscription: { [EXAMPLE.subscriptionId]: endable } },
  };
}

/** The oldest of the newest entries that is sealed. */
async function auditEntry(api: DemoApi): Promise<Part> {
  const entryId = await api.until(async () => {
    const { body } = await api.get<{ events: { entry_id: string }[] }>('/v1/audit/events?limit=200');
    const id = body.events?.at(-1)?.entry_id;
    return id && (await api.get(`/v1/audit/events/${id}/proof`)).status === 200 ? id : null;
  });
  return { values: { [EXAMPLE.entryId]: entryId } };
}
