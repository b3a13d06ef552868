import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { Retention } from '../../src/retention/retention';
import { DEMO, OTHER, type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { erased, type LinkAnswer, LinkVisitor } from '../support/link-visitor';
import { Visitor } from '../support/visitor';

const PAGE = 'https://app.example.com/kyb?x=1';
const DAYS_7 = 7 * 86_400_000;
/** The beginning of a PNG. */
const LOGO = Buffer.from('89504e470d0a1a0a0000', 'hex');

describe('a durable link of the onboarding journey', () => {
  let gateway: RunningGateway;
  let given: Given;
  beforeAll(async () => {
    gateway = await startGateway();
    given = new Given(gateway);
  });
  afterEach(() => gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE'));
  afterAll(() => gateway.close());

  interface Linked {
    readonly customerId: string;
    readonly linkId: string;
    readonly url: string;
    readonly visitor: LinkVisitor;
  }
  async function linked(rest: object = { redirect_url: PAGE }): Promise<Linked> {
    const { customer_id: customerId } = await given.customer();
    const { onboarding_url: url, link_id } = await given.grant(customerId, { link: 'durable', ...rest });
    return { customerId, linkId: link_id!, url, visitor: new LinkVisitor(url) };
  }
  const grantsOf = async (customerId: string): Promise<number> =>
    (await gateway.sandbox.effects('grant.created')).filter(({ subject }) => subject === customerId).length;
  const calls = async (): Promise<number> => (await gateway.sandbox.requests('/v1')).length;
  const inspect = async (linkId: string): Promise<Record<string, unknown>> =>
    (await request(gateway.url).get(`/v1/links/${linkId}`).set('Authorization', DEMO).expect(200)).body;
  const update = (linkId: string, change: string): Promise<object[]> =>
    gateway.database.query(`UPDATE portico.durable_links SET ${change} WHERE link_id = $1`, [linkId]);
  const vendorPage = async ({ location }: LinkAnswer): Promise<number> =>
    (await new Visitor(gateway.sandbox.url).open(location!)).status;

  describe('when it is issued', () => {
    it('has the shape of a grant, and calls no vendor', async () => {
      const { customer_id } = await given.customer();
      const before = await calls();
      const grant = await given.grant(customer_id, { link: 'durable', redirect_url: PAGE, locale: 'de-DE' });
      expect(await calls()).toBe(before);
      expect(Object.keys(grant).toSorted()).toEqual(['expires_at', 'grant_token', 'link_id', 'onboarding_url']);
      expect(grant.onboarding_url).toBe(`${gateway.url}/l/${grant.grant_token}`);
      expect(grant.grant_token).toMatch(/^[A-Za-z0-9_-]{43}$/);
      expect(Math.abs(Date.parse(grant.expires_at) - Date.now() - DAYS_7)).toBeLessThan(10_000);
    });

    it('is also issued on the current paths, where "one-time" gives the vendor\'s own link', async () => {
      const { customer_id } = await given.customer();
      const post = (body: object): request.Test =>
        request(gateway.url)
          .post(`/v1/customers/${customer_id}/onboarding_links`)
          .set('Authorization', DEMO)
          .send(body);
      expect((await post({ link: 'durable' }).expect(201)).body.onboarding_url).toContain('/l/');
      for (const body of [{ link: 'one-time' }, { link: null }, {}]) {
        const { body: answer } = await post(body).expect(201);
        expect(answer.onboarding_url.startsWith(gateway.sandbox.url)).toBe(true);
        expect(answer).not.toHaveProperty('link_id');
      }
    });

    it('is the same link under one Idempotency-Key, however often it is requested', async () => {
      const { customer_id } = await given.customer();
      const key = randomUUID();
      const ask = (rest: object = {}): request.Test =>
        request(gateway.url)
          .post('/v1/customers/onboarding/grants')
          .set('Authorization', DEMO)
          .set('Idempotency-Key', key)
          .send({ customer_id, link: 'durable', ...rest });
      const [first, again] = [await ask().expect(201), await ask().expect(201)];
      expect([again.text, again.headers['idempotent-replayed']]).toEqual([first.text, 'true']);
      await ask({ link: 'one-time' }).expect(422);
      expect(
        (
          await request(gateway.url)
            .get('/v1/links')
            .query({ reference: customer_id })
            .set('Authorization', DEMO)
            .expect(200)
        ).body.links,
      ).toHaveLength(1);
    });

    it.each([
      ['another word', { link: 'forever' }, '/link'],
      ['another type', { link: true }, '/link'],
      ['a foreign page', { link: 'durable', redirect_url: 'https://evil.example' }, '/redirect_url'],
    ])('is refused with %s', async (_what, rest, pointer) => {
      const { customer_id } = await given.customer();
      const { body } = await request(gateway.url)
        .post('/v1/customers/onboarding/grants')
        .set('Authorization', DEMO)
        .send({ customer_id, ...rest })
        .expect(400);
      expect(body.errors).toEqual([expect.objectContaining({ pointer })]);
    });

    it('is refused where browsers cannot reach Portico', async () => {
      const { database, sandbox } = gateway;
      const direct = await startGateway({ database, sandbox, config: { publicBaseUrl: null } });
      const { customer_id } = await given.customer();
      const { body } = await request(direct.url)
        .post('/v1/customers/onboarding/grants')
        .set('Authorization', DEMO)
        .send({ customer_id, link: 'durable' })
        .expect(400);
      await direct.close();
      expect(body.errors).toEqual([expect.objectContaining({ pointer: '/link', code: 'no_public_base_url' })]);
    });

    it('is refused while the status allows no grant', async () => {
      const { customer_id } = await given.customer({ status: 'APPROVED' });
      await given.grant(customer_id, { link: 'durable' });
      await request(gateway.url).get(`/v1/customers/hosted/${customer_id}`).set('Authorization', DEMO).expect(200);
      const { body } = await request(gateway.url)
        .post('/v1/customers/onboarding/grants')
        .set('Authorization', DEMO)
        .send({ customer_id, link: 'durable' })
        .expect(409);
      expect(body.type).toBe('/errors#grant-not-allowed');
    });
  });

  describe('when it is opened', () => {
    it.each([
      ['a person', {}],
      ['a chat preview', { 'User-Agent': 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' }],
      ['a prefetch', { 'Sec-Purpose': 'prefetch;prerender' }],
    ])('shows %s a static page with one button', async (_who, headers) => {
      const { customerId, linkId, visitor } = await linked();
      const before = await calls();
      const page = await visitor.open(headers);
      expect(page.status).toBe(200);
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(page.headers.get('cache-control')).toBe('no-store');
      expect(page.headers.get('x-robots-tag')).toBe('noindex, nofollow');
      expect(page.headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; img-src 'self'; frame-ancestors 'none'/,
      );
      expect(page.html.match(/<button/g)).toHaveLength(1);
      expect(page.html).not.toMatch(/<script|canary|https?:/);
      expect(page.html).not.toContain(customerId);
      expect([await calls(), await grantsOf(customerId)]).toEqual([before, 0]);
      expect(await inspect(linkId)).toMatchObject({ state: 'OPEN', clicks: 0 });
    });

    it('answers HEAD with the same headers, without the page', async () => {
      const { visitor, linkId } = await linked();
      const { status, html, headers } = await visitor.open({}, 'HEAD');
      expect([status, html, headers.get('content-type')]).toEqual([200, '', 'text/html; charset=utf-8']);
      expect(await inspect(linkId)).toMatchObject({ clicks: 0 });
    });

    it.each(['A'.repeat(43), 'short', '%00', "'%20OR%201=1"])('answers 404 for a link %s', async (token) => {
      const { status, html } = await new LinkVisitor(`${gateway.url}/l/${token}`).open();
      expect([status, html.includes('does not exist')]).toEqual([404, true]);
    });
  });

  describe('what its page says of its sender', () => {
    const appear = (change: string, values: unknown[] = []): Promise<unknown[]> =>
      gateway.database.query(`UPDATE portico.consumers SET ${change} WHERE client_id = 'demo-consumer'`, values);
    afterEach(() => appear("display_name = 'Demo Company', contact = 'help@demo-company.example', logo = $1", [LOGO]));

    it('has name, logo, contact and expiry, and what is never asked', async () => {
      await appear('logo = $1', [LOGO]);
      const { url, visitor } = await linked();
      const { html } = await visitor.open();
      expect(html).toContain('<bdi>Demo Company</bdi>');
      expect(html).toContain('<a href="mailto:help@demo-company.example" rel="noreferrer">');
      expect(html).toMatch(/works until \d+ \w+ \d{4}, \d\d:\d\d UTC/);
      expect(html).toContain('never asks for passwords');
      const [, source] = /<img src="([^"]+)"/.exec(html)!;
      const logo = await fetch(new URL(source!, url));
      expect([logo.status, logo.headers.get('content-type')]).toEqual([200, 'image/png']);
      expect(logo.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(Buffer.from(await logo.arrayBuffer())).toEqual(LOGO);
    });

    it('escapes what is stored, and shows neither name nor picture where there is none', async () => {
      await appear(`display_name = '"><script>alert(1)</script>', contact = 'https://x.example/"><b>', logo = NULL`);
      const { url, visitor } = await linked();
      const { html } = await visitor.open();
      expect(html).toContain('&#60;script&#62;');
      expect(html).not.toMatch(/<script|<b>|<img/);
      expect((await fetch(`${url}/logo`)).status).toBe(404);
      await appear('display_name = NULL, contact = NULL');
      expect((await visitor.open()).html).not.toMatch(/class="sender"|mailto:/);
    });

    it('shows no picture that is none, and none of an unknown link', async () => {
      await appear("logo = '<svg onload=alert(1)>'::bytea");
      const { url } = await linked();
      expect((await fetch(`${url}/logo`)).status).toBe(404);
      expect((await fetch(`${gateway.url}/l/${'A'.repeat(43)}/logo`)).status).toBe(404);
    });

    it('names whom to ask also where the link no longer leads on', async () => {
      const { linkId, visitor } = await linked();
      await update(linkId, "expires_at = now() - interval '1 second'");
      const { html } = await visitor.open();
      expect([html.includes('Demo Company'), html.includes('mailto:help@demo-company.example')]).toEqual([true, true]);
    });

    it.each([
      ['de-DE', 'hi', 'de', 'Bestätigen Sie Ihr Unternehmen'],
      ['hi-IN', '', 'hi', 'अपने व्यवसाय का सत्यापन करें'],
      ['xx', 'de', 'en', 'Verify your business'],
      [undefined, 'zh-CN,zh;q=0.9,en;q=0.8', 'zh', '验证您的企业'],
    ])(
      'speaks the language of the journey (%s) before that of the browser (%s)',
      async (locale, accepted, lang, says) => {
        const { visitor } = await linked({ redirect_url: PAGE, ...(locale && { locale }) });
        const { html, headers } = await visitor.open({ 'Accept-Language': accepted });
        expect([html.includes(`<html lang="${lang}">`), headers.get('content-language')]).toEqual([true, lang]);
        expect(html).toContain(says);
      },
    );
  });

  describe('when its button is pressed', () => {
    it("gets the vendor's link at that moment, and sends the browser there", async () => {
      const { customerId, linkId, visitor } = await linked({ redirect_url: PAGE, locale: 'de-DE' });
      const answer = await visitor.click();
      expect([answer.status, answer.html]).toEqual([303, '']);
      expect(answer.location!.startsWith(`${gateway.sandbox.url}/onboarding/start?`)).toBe(true);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
      expect(await vendorPage(answer)).toBe(200);
      expect(await grantsOf(customerId)).toBe(1);
      const [sent] = (await gateway.sandbox.requests(`/v1/customers/${customerId}/onboarding_links`)).slice(-1);
      expect(sent!.body).toMatchObject({
        locale: 'de-DE',
        redirect_url: expect.stringContaining('/return/onboarding/'),
      });
      expect(await inspect(linkId)).toMatchObject({
        state: 'OPEN',
        clicks: 1,
        clicks_left_today: 19,
        last_clicked_at: expect.stringMatching(/Z$/),
      });
      const { body } = await request(gateway.url)
        .get(`/v1/customers/hosted/${customerId}/grants`)
        .set('Authorization', DEMO)
        .expect(200);
      expect(body.grants).toEqual([expect.objectContaining({ link_id: linkId })]);
    });

    it("is audited as a browser's action, with the INTENT of the grant", async () => {
      const { visitor, linkId } = await linked();
      await visitor.click();
      const rows = await gateway.database.query<{ action: string; actor: string }>(
        'SELECT action, actor, phase, result FROM portico.audit_entries WHERE subject = (SELECT subject_id::text ' +
          "FROM portico.durable_links WHERE link_id = $1) AND action <> 'onboarding.customer.create' ORDER BY " +
          'entry_id',
        [linkId],
      );
      expect(rows).toEqual([
        { action: 'link.issue', actor: 'consumer', phase: 'OUTCOME', result: 'SUCCEEDED' },
        { action: 'link.click', actor: 'browser', phase: 'OUTCOME', result: 'SUCCEEDED' },
        { action: 'onboarding.grant.create', actor: 'browser', phase: 'INTENT', result: null },
        { action: 'onboarding.grant.create', actor: 'browser', phase: 'OUTCOME', result: 'SUCCEEDED' },
      ]);
    });

    it('a click leads to a new vendor link when the former was used or has expired', async () => {
      const { customerId, visitor } = await linked();
      const first = await visitor.click();
      expect(await vendorPage(first)).toBe(200);
      expect(await vendorPage(first)).toBe(410);
      const second = await visitor.click();
      await gateway.sandbox.control('/_sandbox/clock/advance', { seconds: 7200 });
      expect(await vendorPage(second)).toBe(410);
      expect(await vendorPage(await visitor.click())).toBe(200);
      expect(await grantsOf(customerId)).toBe(3);
    });

    it('treats a double click as one: the last request gets the link, the first one a page with a button', async () => {
      const { customerId, linkId, visitor } = await linked();
      const page = await visitor.open();
      const answers = await Promise.all([visitor.press(page), visitor.press(page), visitor.press(page)]);
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 303]);
      expect(await grantsOf(customerId)).toBe(1);
      expect(await inspect(linkId)).toMatchObject({ clicks: 1 });
      expect(await vendorPage(answers.find(({ status }) => status === 303)!)).toBe(200);
      const overtaken = answers.find(({ status }) => status === 200)!;
      expect(await vendorPage(await visitor.press(overtaken))).toBe(200);
      expect(await grantsOf(customerId)).toBe(2);
    });

    it('treats the same page as a new click once the first was answered (back button)', async () => {
      const { customerId, visitor } = await linked();
      const page = await visitor.open();
      const [first, second] = [await visitor.press(page), await visitor.press(page)];
      expect([await vendorPage(first), await vendorPage(second)]).toEqual([200, 200]);
      expect(await grantsOf(customerId)).toBe(2);
    });

    it('gives two devices at once a vendor link each', async () => {
      const { customerId, visitor } = await linked();
      const answers = await Promise.all([visitor.click(), visitor.click()]);
      expect(new Set(answers.map(({ location }) => location)).size).toBe(2);
      expect(await Promise.all(answers.map(vendorPage))).toEqual([200, 200]);
      expect(await grantsOf(customerId)).toBe(2);
    });

    it('treats a double click over two replicas as one', async () => {
      const { customerId, url } = await linked();
      const second = await startGateway({
        database: gateway.database,
        sandbox: gateway.sandbox,
        config: { publicBaseUrl: gateway.config.publicBaseUrl },
      });
      const here = new LinkVisitor(url);
      const there = new LinkVisitor(url.replace(gateway.url, second.url));
      const page = await here.open();
      const answers = await Promise.all([here.press(page), there.press(page)]);
      await second.close();
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 303]);
      expect(await grantsOf(customerId)).toBe(1);
    });

    it.each<[string, Record<string, string>]>([
      ['another site', { 'Sec-Fetch-Site': 'cross-site' }],
      ['another site, in an old browser', { Origin: 'https://evil.example' }],
      ['a prefetch', { 'Sec-Fetch-Site': 'same-origin', 'Sec-Purpose': 'prefetch' }],
    ])('only shows the page for %s', async (_who, headers) => {
      const { customerId, visitor } = await linked();
      const answer = await visitor.press(await visitor.open(), headers);
      expect([answer.status, answer.nonce !== null, await grantsOf(customerId)]).toEqual([200, true, 0]);
    });

    it.each([[{}], [{ click: '' }], [{ click: 'guessed' }]])('does nothing for an invalid form: %j', async (fields) => {
      const { customerId, visitor } = await linked();
      expect((await visitor.post(fields)).status).toBe(200);
      expect(await grantsOf(customerId)).toBe(0);
    });

    it('accepts the form of the page and no other body', async () => {
      const { url } = await linked();
      const post = (type: string, body: string): request.Test =>
        request(url).post('').set('Content-Type', type).send(body);
      expect((await post('text/plain', 'click=1')).status).toBe(415);
      const large = await post('application/x-www-form-urlencoded', `click=${'x'.repeat(2000)}`);
      expect(large.status).toBe(413);
      expect(large.text).not.toContain(new URL(url).pathname);
      await request(gateway.url)
        .post('/v1/customers/onboarding/grants')
        .set('Authorization', DEMO)
        .type('form')
        .send('customer_id=1')
        .expect(415);
    });
  });

  describe('in the events of its consumer', () => {
    const told = (linkId: string): Promise<{ type: string; data: object; consumer: string }[]> =>
      gateway.database.query(
        'SELECT e.type, e.data, c.client_id AS consumer FROM portico.events AS e JOIN portico.consumers AS c USING ' +
          "(consumer_id) WHERE e.data ->> 'link_id' = $1 ORDER BY e.inserted",
        [linkId],
      );
    const types = async (linkId: string): Promise<string[]> =>
      (await told(linkId)).map(({ type }) => type).toSorted((a, b) => b.localeCompare(a));

    it('is opened once, by a press of its button and by nothing that only fetches the page', async () => {
      const { customerId, linkId, visitor } = await linked();
      await visitor.open({}, 'HEAD');
      const page = await visitor.open({ 'Sec-Purpose': 'prefetch' });
      await visitor.press(page, { 'Sec-Fetch-Site': 'same-origin', 'Sec-Purpose': 'prefetch' });
      await visitor.post({ click: 'guessed' });
      expect(await told(linkId)).toEqual([]);
      await visitor.press(page);
      const data = { journey: 'onboarding', reference: customerId, link_id: linkId };
      expect(await told(linkId)).toEqual(
        ['link.opened', 'link.left'].map((type) => ({ type, data, consumer: 'demo-consumer' })),
      );
      await visitor.click();
      expect(await types(linkId)).toEqual(['link.opened', 'link.left', 'link.left']);
      const { body } = await request(gateway.url)
        .get('/v1/events')
        .query({ types: 'link.opened', wait: 5, limit: 500 })
        .set('Authorization', DEMO)
        .expect(200);
      expect(body.events).toContainEqual(expect.objectContaining({ type: 'link.opened', data }));
    });

    it('is opened once by two devices at once, each of which goes on; a double click is one', async () => {
      const { linkId, visitor } = await linked();
      await Promise.all([visitor.click(), visitor.click()]);
      expect(await types(linkId)).toEqual(['link.opened', 'link.left', 'link.left']);
      const page = await visitor.open();
      await Promise.all([visitor.press(page), visitor.press(page)]);
      expect(await types(linkId)).toEqual(['link.opened', ...Array<string>(3).fill('link.left')]);
    });

    it('is opened and not left while the vendor fails', async () => {
      const { linkId, visitor } = await linked();
      await gateway.sandbox.control('/_sandbox/faults', {
        vendor: '1money',
        method: 'POST',
        times: 1,
        kind: 'status',
        status: 503,
      });
      const answer = await visitor.click();
      expect([answer.status, await types(linkId)]).toEqual([503, ['link.opened']]);
      await visitor.press(answer);
      expect(await types(linkId)).toEqual(['link.opened', 'link.left']);
    });
  });

  describe('when the vendor is unreachable', () => {
    it.each([
      [{ kind: 'status', status: 500 }, 502],
      [{ kind: 'status', status: 503 }, 503],
      [{ kind: 'rate-limit', retry_after_seconds: 7 }, 503],
      [{ kind: 'body', body: '<html>' }, 502],
    ])('shows that after %j, and the next click works', async (fault, status) => {
      const { visitor } = await linked();
      await gateway.sandbox.control('/_sandbox/faults', { vendor: '1money', method: 'POST', times: 1, ...fault });
      const answer = await visitor.click();
      expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8']);
      expect(answer.headers.has('retry-after')).toBe(true);
      expect(answer.html).toContain('We could not open the page');
      expect(await vendorPage(await visitor.press(answer))).toBe(200);
    });
  });

  describe('when the vendor refuses', () => {
    it.each([400, 404, 409, 422])(
      'names the company to contact, without a useless button (%i); a later click may work',
      async (status) => {
        const { linkId, visitor } = await linked();
        await gateway.sandbox.control('/_sandbox/faults', {
          vendor: '1money',
          method: 'POST',
          times: 1,
          kind: 'status',
          status,
        });
        const answer = await visitor.click();
        expect([answer.status, answer.nonce, answer.headers.has('retry-after')]).toEqual([409, null, false]);
        expect(answer.html).toContain('Turn to the company that sent you this link');
        expect(answer.html).toContain('href="https://app.example.com/kyb?x=1&#38;');
        expect(answer.html).not.toMatch(/<button|<form/);
        expect(await inspect(linkId)).toMatchObject({ state: 'OPEN', clicks: 1 });
        expect(await vendorPage(await visitor.click())).toBe(200);
      },
    );

    it('because of the daily limit, the page says so', async () => {
      const { database, sandbox } = gateway;
      const sparing = await startGateway({
        database,
        sandbox,
        environment: { GRANTS_PER_CUSTOMER_PER_DAY: '1' },
        config: { publicBaseUrl: gateway.config.publicBaseUrl },
      });
      const { url } = await linked();
      const visitor = new LinkVisitor(url.replace(gateway.url, sparing.url));
      const [first, second] = [await visitor.click(), await visitor.click()];
      await sparing.close();
      expect([first.status, second.status, second.nonce, second.html.includes('too often today')]).toEqual([
        303,
        429,
        null,
        true,
      ]);
    });
  });

  describe('when no action is awaited from the user', () => {
    it.each([
      ['PENDING_REVIEW', 'is being reviewed'],
      ['APPROVED', 'is verified'],
    ] as const)('shows the state and a return link (%s)', async (status, words) => {
      const { customerId, linkId, visitor } = await linked();
      const before = await visitor.open();
      await given.status(customerId, status);
      const [clicked, grants] = [await visitor.press(before), await grantsOf(customerId)];
      const opened = await visitor.open();
      for (const page of [clicked, opened]) {
        expect([page.status, page.nonce]).toEqual([200, null]);
        expect(page.html).toContain(words);
        expect(page.html).toContain(
          `href="https://app.example.com/kyb?x=1&#38;customer_id=${customerId}&#38;status=${status}&#38;portico_ts=`,
        );
      }
      expect(grants).toBe(0);
      expect(await inspect(linkId)).toMatchObject({ state: 'DECIDED' });
    });

    it.each([
      ['PENDING_RESPONSE', 'Correct it now'],
      ['REJECTED', 'Open the form again'],
    ] as const)('leads on where the user can still act (%s)', async (status, button) => {
      const { customerId, visitor } = await linked({});
      await given.status(customerId, status);
      await request(gateway.url).get(`/v1/customers/hosted/${customerId}`).set('Authorization', DEMO).expect(200);
      const page = await visitor.open();
      expect(page.html).toContain(button);
      expect(await vendorPage(await visitor.press(page))).toBe(200);
    });
  });

  describe('when it no longer works', () => {
    it('gets no vendor link once it is revoked, also from a page that was open', async () => {
      const { customerId, linkId, visitor } = await linked();
      const open = await visitor.open();
      const revoke = (): request.Test =>
        request(gateway.url).post(`/v1/links/${linkId}/revoke`).set('Authorization', DEMO);
      const { body } = await revoke().expect(200);
      expect(body).toMatchObject({ state: 'REVOKED', revoked_at: expect.stringMatching(/Z$/) });
      expect((await revoke().expect(200)).body).toEqual(body);
      for (const page of [await visitor.press(open), await visitor.open()])
        expect([page.status, page.nonce, page.html.includes('withdrawn')]).toEqual([410, null, true]);
      expect(await grantsOf(customerId)).toBe(0);
    });

    it('gets no vendor link once it has expired', async () => {
      const { customerId, linkId, visitor } = await linked();
      const open = await visitor.open();
      await update(linkId, "expires_at = now() - interval '1 second'");
      for (const page of [await visitor.press(open), await visitor.open()])
        expect([page.status, page.nonce, page.html.includes('has expired')]).toEqual([410, null, true]);
      expect(await inspect(linkId)).toMatchObject({ state: 'EXPIRED' });
      expect(await grantsOf(customerId)).toBe(0);
    });

    it('gets no vendor link once its person was erased, also from an open page, and shows no data', async () => {
      const { customerId, linkId, visitor } = await linked();
      const open = await visitor.open();
      await erased(gateway, linkId);
      for (const page of [await visitor.press(open), await visitor.open()]) {
        expect([
          page.status,
          page.nonce,
          page.html.includes('no longer valid'),
          page.html.includes('app.example.com'),
        ]).toEqual([410, null, true, false]);
      }
      expect(await inspect(linkId)).toMatchObject({ state: 'ERASED', clicks: 0 });
      expect(await grantsOf(customerId)).toBe(0);
    });

    it('gets exactly twenty vendor links a day, also with concurrent clicks', async () => {
      const { customerId, linkId, visitor } = await linked();
      await update(linkId, 'day_began_at = now(), day_clicks = 17');
      const pages = await Promise.all(Array.from({ length: 8 }, () => visitor.open()));
      const answers = await Promise.all(pages.map((page) => visitor.press(page)));
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
        303, 303, 303, 429, 429, 429, 429, 429,
      ]);
      expect(await grantsOf(customerId)).toBe(3);
      expect(await inspect(linkId)).toMatchObject({ state: 'LIMIT', clicks_left_today: 0 });
      await update(linkId, "day_began_at = now() - interval '25 hours'");
      expect((await visitor.click()).status).toBe(303);
    });

    it('removes clicks after a day, in batches, and keeps their number and the nonce of an open page', async () => {
      const { linkId, visitor } = await linked();
      const [page, kept] = [await visitor.open(), await visitor.open()];
      await visitor.press(page);
      await gateway.database.query(
        "UPDATE portico.link_clicks SET claimed_at = now() - interval '25 hours' WHERE link_id = $1",
        [linkId],
      );
      await gateway.database.query(
        'INSERT INTO portico.link_clicks (link_id, nonce_hash, state, latest_request_id, claimed_at) SELECT $1, ' +
          "int4send(n), 'FAILED', gen_random_uuid(), now() - interval '30 hours' FROM generate_series(1, 1500) AS n",
        [linkId],
      );
      await visitor.press(kept);
      await gateway.app.get(Retention, { strict: false }).round();
      expect(
        await gateway.database.query('SELECT state FROM portico.link_clicks WHERE link_id = $1', [linkId]),
      ).toEqual([{ state: 'HANDED_OUT' }]);
      expect(await inspect(linkId)).toMatchObject({ clicks: 2, clicks_left_today: 18 });
      expect(await vendorPage(await visitor.press(page))).toBe(200);
    });
  });

  describe("in the consumer's API", () => {
    it('is listed newest first, by customer, in pages, without a secret', async () => {
      const { customerId, linkId, url } = await linked();
      const { link_id: second } = await given.grant(customerId, { link: 'durable' });
      const list = async (query: object): Promise<{ links: { link_id: string }[]; next_before: string | null }> =>
        (
          await request(gateway.url)
            .get('/v1/links')
            .query({ reference: customerId, ...query })
            .set('Authorization', DEMO)
            .expect(200)
        ).body;
      const all = await list({});
      expect(all.links.map(({ link_id }) => link_id)).toEqual([second, linkId]);
      expect(all.next_before).toBeNull();
      expect((await list({ before: second })).links.map(({ link_id }) => link_id)).toEqual([linkId]);
      expect(JSON.stringify(all)).not.toContain(url.split('/l/')[1]);
    });

    it.each(['nothing', '01890a5d-ac96-774b-bcce-b302099a8057'])('is not found by %s', async (id) => {
      await request(gateway.url).get(`/v1/links/${id}`).set('Authorization', DEMO).expect(404);
      await request(gateway.url).post(`/v1/links/${id}/revoke`).set('Authorization', DEMO).expect(404);
    });

    it('does not exist for another consumer', async () => {
      const { customerId, linkId } = await linked();
      await request(gateway.url).get(`/v1/links/${linkId}`).set('Authorization', OTHER).expect(404);
      await request(gateway.url).post(`/v1/links/${linkId}/revoke`).set('Authorization', OTHER).expect(404);
      expect(
        (
          await request(gateway.url)
            .get('/v1/links')
            .query({ reference: customerId })
            .set('Authorization', OTHER)
            .expect(200)
        ).body.links,
      ).toEqual([]);
      expect(await inspect(linkId)).toMatchObject({ state: 'OPEN' });
    });

    it.each([{ reference: 'a b' }, { before: 'x' }, { status: 'OPEN' }])('a list with %j is refused', async (query) => {
      await request(gateway.url).get('/v1/links').query(query).set('Authorization', DEMO).expect(400);
    });
  });

  it("neither its token nor the vendor's link is in the database or the log", async () => {
    const { url, visitor } = await linked();
    const { location } = await visitor.click();
    const [row] = await gateway.database.query<{ all: string }>(
      "SELECT (SELECT string_agg(l::text, '') FROM portico.durable_links l) || (SELECT string_agg(c::text, '') " +
        "FROM portico.link_clicks c) || (SELECT string_agg(convert_from(leaf, 'UTF8'), '') FROM " +
        'portico.audit_entries) AS all',
    );
    for (const secret of [url.split('/l/')[1]!, new URL(location!).searchParams.get('grant_token')!]) {
      expect(row!.all).not.toContain(secret);
      expect(gateway.logged()).not.toContain(secret);
    }
    expect(gateway.logged()).toContain('/l/:token');
  });
});
