import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { ConsentApi, GivenConsents, OTHER_HEADERS } from '../support/consent-api';
import { eventually } from '../support/eventually';
import { DEMO, OTHER, type RunningGateway, startGateway } from '../support/gateway';

interface Receipt {
  readonly receipt_id: string;
  readonly event: string;
  readonly state: string;
  readonly jws: string;
  readonly proof: string | null;
}

interface Page {
  readonly receipts: Receipt[];
  readonly next_cursor: string | null;
}

describe('GET /v1/consents/{consent_handle}/receipts', () => {
  let gateway: RunningGateway;
  let api: ConsentApi;
  let given: GivenConsents;
  beforeAll(async () => {
    gateway = await startGateway();
    [api, given] = [new ConsentApi(gateway.url), new GivenConsents(gateway)];
  });
  afterAll(() => gateway.close());

  const ask = (handle: string, query = '', authorization = DEMO): Promise<Response> =>
    fetch(`${gateway.url}/v1/consents/${handle}/receipts${query}`, { headers: { Authorization: authorization } });
  const page = async (handle: string, query = ''): Promise<Page> => (await ask(handle, query)).json() as never;
  const keys = async (): Promise<ReturnType<typeof createLocalJWKSet>> =>
    createLocalJWKSet((await (await fetch(`${gateway.url}/.well-known/jwks.json`)).json()) as JSONWebKeySet);
  /** Payload of a receipt that another library verifies. */
  const read = async ({ jws }: Receipt): Promise<Record<string, Record<string, unknown>>> => {
    const { payload, protectedHeader } = await compactVerify(jws, await keys());
    expect(protectedHeader).toEqual({ alg: 'EdDSA', typ: 'consent-receipt+jws', kid: expect.any(String) });
    return JSON.parse(Buffer.from(payload).toString()) as never;
  };

  it('has a signed and proved receipt for each change, which names no person', async () => {
    const { handle, body } = await given.consent({ event: 'approve' });
    const { body: active } = await api.journey(handle).expect(200);
    for (const event of ['pause', 'resume']) {
      await given.happens(handle, event);
      await api.journey(handle).expect(200);
    }
    for (let times = 0; times < 2; times++) await api.revoke(active.consent_id).expect(200);
    const { receipts } = await eventually(
      () => page(handle),
      (found) => found.receipts.length === 4 && found.receipts.every(({ proof }) => proof !== null),
    );
    expect(receipts.map(({ event, state }) => [event, state])).toEqual([
      ['given', 'ACTIVE'],
      ['changed', 'PAUSED'],
      ['changed', 'ACTIVE'],
      ['ended', 'REVOKED'],
    ]);
    const first = await read(receipts[0]!);
    expect(first).toEqual({
      header: {
        schema_version: 'ISO/IEC TS 27560:2023',
        receipt_id: receipts[0]!.receipt_id,
        record_id: active.journey_id,
        pii_principal_id: active.subject_id,
      },
      processing: {
        lawful_basis: 'consent',
        consent_handle: handle,
        consent_id: active.consent_id,
        product_id: body.productID,
        pii_sources: body.fipID,
      },
      parties: {
        controller: { organisation_id: 'demo-org', client_id: 'demo-consumer', app_identifier: 'demo-app' },
        consent_manager: 'MoneyOne FinPro, Account Aggregator',
      },
      event: {
        event_type: 'given',
        event_state: 'ACTIVE',
        previous_state: 'PENDING',
        event_time: expect.stringMatching(/Z$/),
        valid_until: active.expires_at,
      },
    });
    const until = await Promise.all(receipts.map(async (one) => (await read(one)).event!.valid_until));
    expect(until).toEqual([active.expires_at, active.expires_at, active.expires_at, null]);
    for (const { jws, proof } of receipts) {
      const texts = [Buffer.from(jws.split('.')[1]!, 'base64url').toString(), proof!];
      for (const text of texts) expect(text).not.toContain(body.partyIdentifierValue);
    }
    expect(receipts[0]!.proof).toContain('c2sp.org/tlog-proof@v1');
    expect((await page(handle)).receipts.map(({ jws }) => jws)).toEqual(receipts.map(({ jws }) => jws));
  });

  it('control: a receipt with one byte changed does not verify', async () => {
    const { handle } = await given.consent({ event: 'reject' });
    await api.journey(handle).expect(200);
    const [refused] = (await page(handle)).receipts;
    expect(refused).toMatchObject({ event: 'refused', state: 'REJECTED' });
    expect((await read(refused!)).event).toMatchObject({ previous_state: 'PENDING', valid_until: null });
    const [header, payload, signature] = refused!.jws.split('.') as [string, string, string];
    const forged = Buffer.from(Buffer.from(payload, 'base64url').toString().replace('refused', 'given'));
    await expect(
      compactVerify([header, forged.toString('base64url'), signature].join('.'), await keys()),
    ).rejects.toThrow('signature verification failed');
  });

  it('has exactly one for each change that was observed, in pages, on any way through the states', async () => {
    const next: Readonly<Record<string, readonly string[]>> = {
      PENDING: ['approve', 'reject', 'expire'],
      ACTIVE: ['pause', 'revoke', 'expire', 'pause', 'pause'],
      PAUSED: ['resume', 'revoke', 'resume', 'resume'],
    };
    for (let seed = 0; seed < 12; seed++) {
      const { handle } = await given.consent();
      const states = ['PENDING'];
      for (let step = seed; next[states.at(-1)!] && states.length < 7; step = step * 7 + 3) {
        const choices = next[states.at(-1)!]!;
        await given.happens(handle, choices[step % choices.length]!);
        await api.journey(handle).expect(200);
        states.push((await api.journey(handle).expect(200)).body.consent_status as string);
      }
      const found: Receipt[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const one: Page = await page(handle, `?limit=2${cursor && `&cursor=${cursor}`}`);
        found.push(...one.receipts);
        cursor = one.next_cursor;
      }
      expect([seed, found.map(({ state }) => state)]).toEqual([seed, states.slice(1)]);
      expect(new Set(found.map(({ receipt_id }) => receipt_id)).size).toBe(found.length);
    }
  });

  it("does not find another consumer's consent, nor one that is none", async () => {
    const { handle } = await given.consent({ api: api.as(OTHER_HEADERS, OTHER) });
    expect((await ask(handle)).status).toBe(404);
    expect((await ask('nothing')).status).toBe(404);
    expect((await ask(handle, '', OTHER)).status).toBe(200);
    expect(await page((await given.consent()).handle)).toEqual({ receipts: [], next_cursor: null });
  });
});
