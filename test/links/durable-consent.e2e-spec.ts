import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { AaCustomer } from '../support/aa-customer';
import { ConsentApi, GivenConsents, newConsent, PAGE } from '../support/consent-api';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { erased, type LinkAnswer, LinkVisitor } from '../support/link-visitor';

const NEW_LINK = '/webRedirection/getEncryptedUrl';

describe('a durable link of the consent journey', () => {
  let gateway: RunningGateway;
  let given: GivenConsents;
  let api: ConsentApi;
  beforeAll(async () => {
    gateway = await startGateway();
    [given, api] = [new GivenConsents(gateway), new ConsentApi(gateway.url)];
  });
  afterEach(() => gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE'));
  afterAll(() => gateway.close());

  const linked = async (rest: object = {}): Promise<{ handle: string; url: string; visitor: LinkVisitor }> => {
    const { handle, url } = await given.consent({ link: 'durable', ...rest });
    return { handle, url, visitor: new LinkVisitor(url) };
  };
  const minted = async (handle: string): Promise<number> =>
    (await given.sent(NEW_LINK)).filter(({ body, status }) => body?.consentHandle === handle && status === 200).length;
  const vendorPage = async ({ location }: LinkAnswer): Promise<number> =>
    (await new AaCustomer(gateway.sandbox.url).arrive(location!)).status;
  const linksOf = async (handle: string): Promise<Record<string, unknown>[]> =>
    (await request(gateway.url).get('/v1/links').query({ reference: handle }).set('Authorization', DEMO).expect(200))
      .body.links;

  it("is returned instead of the vendor's, in the same envelope, and is found by its handle", async () => {
    const { body } = await api.request(newConsent({ link: 'durable' })).expect(200);
    expect(body).toEqual({
      status: 'success',
      ver: expect.any(String),
      message: expect.any(String),
      data: {
        status: 'PENDING',
        consent_handle: expect.any(String),
        webRedirectionUrl: expect.stringMatching(new RegExp(`^${gateway.url}/l/[A-Za-z0-9_-]{43}$`)),
      },
    });
    expect(await linksOf(body.data.consent_handle)).toEqual([
      expect.objectContaining({ kind: 'consent', state: 'OPEN', clicks: 0 }),
    ]);
  });

  it('gets a vendor link for the same handle at each click, and requests one consent', async () => {
    const { handle, visitor } = await linked();
    const page = await visitor.open();
    expect(page.html).toContain('Continue to the Account Aggregator');
    expect(page.html).not.toMatch(/77700|onemoney|<script/);
    const first = await visitor.press(page);
    expect([first.status, first.location!.startsWith(`${gateway.sandbox.url}/aa/`)]).toEqual([303, true]);
    expect(await vendorPage(first)).toBe(200);
    expect(await vendorPage(first)).toBe(410);
    expect(await vendorPage(await visitor.click())).toBe(200);
    expect(await minted(handle)).toBe(2);
    expect((await gateway.sandbox.effects('consent.created')).filter(({ subject }) => subject === handle)).toHaveLength(
      1,
    );
  });

  it('tells its consumer that it was opened, and left, as events of the journey', async () => {
    const { handle, visitor } = await linked();
    await visitor.click();
    const [{ link_id }] = (await linksOf(handle)) as [{ link_id: string }];
    const { journey_id } = (await api.journey(handle).expect(200)).body;
    expect(
      await gateway.database.query(
        "SELECT type, journey_id, data FROM portico.events WHERE type LIKE 'link.%' AND data ->> 'reference' = $1 " +
          'ORDER BY inserted',
        [handle],
      ),
    ).toEqual(
      ['link.opened', 'link.left'].map((type) => ({
        type,
        journey_id,
        data: { journey: 'consent', reference: handle, link_id },
      })),
    );
  });

  it('treats a double click as one', async () => {
    const { handle, visitor } = await linked();
    const page = await visitor.open();
    const answers = await Promise.all([visitor.press(page), visitor.press(page)]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 303]);
    expect(await minted(handle)).toBe(1);
  });

  it.each([
    ['approve', 'APPROVED', 'You have approved'],
    ['reject', 'REJECTED', 'You have rejected'],
    ['expire', 'EXPIRED', 'is over'],
  ])('shows the state and a return link after the customer decided elsewhere (%s)', async (event, status, words) => {
    const { handle, visitor } = await linked();
    const page = await visitor.open();
    await given.happens(handle, event);
    const shown = await visitor.press(page);
    expect([shown.status, shown.nonce]).toEqual([200, null]);
    expect(shown.html).toContain(words);
    expect(shown.html).toContain(
      `href="${PAGE.replaceAll('&', '&#38;')}&#38;consent_handle=${handle}&#38;status=${status}&#38;portico_ts=`,
    );
    expect(await minted(handle)).toBe(0);
    expect(await linksOf(handle)).toEqual([expect.objectContaining({ state: 'DECIDED' })]);
  });

  it('is no longer valid once its person was erased', async () => {
    const { handle, visitor } = await linked();
    const page = await visitor.open();
    await erased(gateway, String((await linksOf(handle))[0]!.link_id));
    for (const shown of [await visitor.press(page), await visitor.open()])
      expect([shown.status, shown.nonce, shown.html.includes('no longer valid')]).toEqual([410, null, true]);
    expect(await minted(handle)).toBe(0);
    expect(await linksOf(handle)).toEqual([expect.objectContaining({ state: 'ERASED' })]);
  });

  it("sends the user back through Portico, as the vendor's link does", async () => {
    const { handle, visitor } = await linked();
    await visitor.click();
    const sent = (await given.sent(NEW_LINK)).findLast(({ body }) => body?.consentHandle === handle)!;
    expect(String(sent.body!.redirectUrl)).toMatch(/\/return\/consent\/[\w-]{43}$/);
  });

  it('can be made for an existing consent, and replaces a revoked one', async () => {
    const { handle } = await linked();
    const [first] = await linksOf(handle);
    await request(gateway.url).post(`/v1/links/${first!.link_id}/revoke`).set('Authorization', DEMO).expect(200);
    const { body } = await api.link({ consentHandle: handle, link: 'durable' }).expect(200);
    expect(await vendorPage(await new LinkVisitor(body.data.webRedirectionUrl).click())).toBe(200);
    expect((await linksOf(handle)).map(({ state }) => state)).toEqual(['OPEN', 'REVOKED']);
  });

  it.each([
    ['with a PAN', { pan: 'ABCDE1234F' }],
    ['with FIPs', { fipID: ['ALPHA-FIP'] }],
  ])('is refused %s, which would have to be stored', async (_what, rest) => {
    const { handle } = await given.consent();
    const { body } = await api.link({ consentHandle: handle, link: 'durable', ...rest }).expect(400);
    expect(body).toMatchObject({ errorCode: 'InvalidRequest', errorMsg: expect.stringContaining('link') });
  });

  it.each(['forever', 7, ['durable']])('is refused as %j, and the error names the field', async (link) => {
    const { body } = await api.request(newConsent({ link })).expect(400);
    expect(body).toMatchObject({ errorCode: 'InvalidRequest', errorMsg: expect.stringContaining('link') });
  });

  it('is refused where browsers cannot reach Portico, before FinPro is asked', async () => {
    const { database, sandbox } = gateway;
    const direct = await startGateway({ database, sandbox, config: { publicBaseUrl: null } });
    const before = (await given.sent('/v3/requestconsent')).length;
    const { body } = await new ConsentApi(direct.url).request(newConsent({ link: 'durable' })).expect(400);
    await direct.close();
    expect(body).toMatchObject({ errorCode: 'InvalidRequest', errorMsg: expect.stringContaining('PUBLIC_BASE_URL') });
    expect((await given.sent('/v3/requestconsent')).length).toBe(before);
  });

  it('is the same link under one Idempotency-Key, also when the answer to the first request was lost', async () => {
    const [body, key] = [newConsent({ link: 'durable' }), randomUUID()];
    await given.fault({ kind: 'reset', when: 'after', path: '/v3/requestconsent' });
    await api.request(body, key);
    const first = await api.request(body, key).expect(200);
    const again = await api.request(body, key).expect(200);
    expect([again.text, again.headers['idempotent-replayed']]).toEqual([first.text, 'true']);
    const handle: string = first.body.data.consent_handle;
    expect(await linksOf(handle)).toHaveLength(1);
    expect(await vendorPage(await new LinkVisitor(first.body.data.webRedirectionUrl).click())).toBe(200);
    expect((await gateway.sandbox.effects('consent.created')).filter(({ subject }) => subject === handle)).toHaveLength(
      1,
    );
  });
});
