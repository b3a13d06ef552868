import { randomUUID } from 'node:crypto';
import { OperatorRegistry } from '../../src/operators/registry/operator-registry';
import { ConsentApi, GivenConsents, newConsent } from '../support/consent-api';
import { eventually } from '../support/eventually';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { LinkVisitor } from '../support/link-visitor';
import { type Receiver, startReceiver } from '../support/receiver';
import { ConsoleVisitor, type Shown } from './console-visitor';

const REASON = 'INC-4711: asked for by a test';

interface Entry {
  readonly action: string;
  readonly request_id: string;
  readonly detail: Record<string, unknown>;
}

describe('the journeys in the console', () => {
  let gateway: RunningGateway;
  let given: Given;
  let receiver: Receiver;
  let [operator, support]: ConsoleVisitor[] = [];
  beforeAll(async () => {
    receiver = await startReceiver();
    gateway = await startGateway();
    given = new Given(gateway);
    const registry = gateway.app.get(OperatorRegistry, { strict: false });
    const actor = { requestId: randomUUID(), clientId: null, actor: 'operator' } as const;
    const entered = async (name: string, role: string): Promise<ConsoleVisitor> => {
      const one = new ConsoleVisitor(gateway);
      await one.login(name, await registry.create(actor, name, [role]));
      return one;
    };
    [operator, support] = [await entered('ada', 'operator'), await entered('sam', 'support')];
  });
  afterAll(async () => {
    await gateway.close();
    await receiver.close();
  });

  const journeyOf = async (reference: string): Promise<string> => {
    const [row] = await gateway.database.query<{ id: string }>(
      `SELECT subject_id AS id FROM portico.customers WHERE customer_id = $1
        UNION SELECT journey_id FROM portico.consents WHERE consent_handle::text = $1`,
      [reference],
    );
    return row!.id;
  };
  const entriesBecauseOf = (reason: string): Promise<Entry[]> =>
    gateway.database.query<Entry>(
      "SELECT action, request_id, detail FROM portico.audit_entries WHERE detail->>'reason' = $1 ORDER BY entry_id",
      [reason],
    );
  const find = (who: ConsoleVisitor, q: string, reason = ''): Promise<Shown> =>
    who.post('/console/journeys/find', { q, reason });

  it('lists journeys of every kind and consumer, those that are stuck first', async () => {
    const approved = await given.customer({ status: 'INIT' });
    const waiting = await given.customer();
    await given.grant(waiting.customer_id);
    const stuck = await given.customer();
    const { text } = await support!.get('/console/journeys');
    const at = (reference: string): number => text.indexOf(reference);
    expect(Math.min(at(approved.customer_id), at(stuck.customer_id), at(waiting.customer_id))).toBeGreaterThan(0);
    expect(at(stuck.customer_id)).toBeLessThan(at(approved.customer_id));
    expect(at(approved.customer_id)).toBeLessThan(at(waiting.customer_id));
    expect(text).toContain('The vendor waits for the user, and no link was asked for since then.');
    expect(text).not.toMatch(/canary|Robotics|@acme/i);
  });

  it('filters by standing, consumer, kind and state, and pages without leaving any out', async () => {
    const shownBy = async (query: string): Promise<string[]> => {
      const { text } = await support!.get(`/console/journeys?${query}`);
      return [...text.matchAll(/<a href="\/console\/journeys\/([0-9a-f-]{36})"/g)].map(([, id]) => id!);
    };
    const { body } = await new ConsentApi(gateway.url).request().expect(200);
    const consent = await journeyOf(body.data.consent_handle as string);
    const customer = await journeyOf((await given.customer()).customer_id);
    expect(await shownBy('kind=consent')).toEqual([consent]);
    expect(await shownBy('kind=onboarding')).not.toContain(consent);
    expect(await shownBy('consumer=other-consumer')).toEqual([]);
    expect(await shownBy('consumer=no-such-one')).toEqual([]);
    expect(await shownBy('state=PENDING')).toEqual([consent]);
    expect(await shownBy('standing=stuck')).toContain(customer);
    expect(await shownBy('standing=stuck')).not.toContain(consent);
    expect(await shownBy('standing=under-way')).toContain(consent);
    const all = await shownBy('');
    const older = await shownBy(`after=${all.toSorted().at(-1)!}`);
    expect(older.toSorted()).toEqual(all.toSorted().slice(0, -1));
  });

  it("finds a journey by each reference of Portico's, the vendor's and the consumer's", async () => {
    const { customer_id, key } = await given.customer();
    const id = await journeyOf(customer_id);
    const body = newConsent();
    const handle = (await new ConsentApi(gateway.url).request(body).expect(200)).body.data.consent_handle as string;
    const consent = await journeyOf(handle);
    for (const [reference, goes] of [
      [id, id],
      [customer_id, id],
      [` ${customer_id} `, id],
      [key, id],
      [consent, consent],
      [handle, consent],
      [body.accountID as string, consent],
    ])
      expect([reference, (await find(support!, reference!)).location]).toEqual([
        reference,
        `/console/journeys/${goes}`,
      ]);
    expect((await find(support!, randomUUID())).text).toContain('Nothing was found for this reference.');
    expect((await support!.get(`/console/journeys/${randomUUID()}`)).status).toBe(404);
  });

  it('finds people for the role operator alone, with a reason, and writes down that they were looked for', async () => {
    const body = newConsent();
    const handle = (await new ConsentApi(gateway.url).request(body).expect(200)).body.data.consent_handle as string;
    const id = await journeyOf(handle);
    const mobile = body.partyIdentifierValue as string;
    const reason = 'INC-1: a person is looked for';
    for (const q of [mobile, body.vua as string]) {
      expect((await find(support!, q, reason)).status).toBe(403);
      const without = await find(operator!, q);
      expect([without.status, without.text.includes('give a reason')]).toEqual([400, true]);
      expect((await find(operator!, q, `for ${mobile}`)).status).toBe(400);
    }
    expect(await entriesBecauseOf(reason)).toEqual([]);
    const found = await find(operator!, mobile, reason);
    expect([found.status, found.text.includes(`/console/journeys/${id}`)]).toEqual([200, true]);
    expect(await entriesBecauseOf(reason)).toEqual([
      expect.objectContaining({
        action: 'privacy.subject.found',
        detail: { by: 'mobile', operator: 'ada', role: 'operator', reason },
      }),
    ]);
    expect(gateway.logged()).not.toContain(mobile);
  });

  it('finds an accountID that looks like a mobile number or a PAN, also without looking for a person', async () => {
    for (const accountID of ['9876512345', 'ABCDE1234F']) {
      const { body } = await new ConsentApi(gateway.url).request({ ...newConsent(), accountID }).expect(200);
      const link = `/console/journeys/${await journeyOf(body.data.consent_handle as string)}`;
      const reason = `INC-9: ${accountID.slice(0, 3)}`;
      for (const [who, why, says] of [
        [support!, '', 'only the role operator looks for people'],
        [operator!, '', 'give a reason'],
        [operator!, reason, '<h2 id="found">'],
      ] as const) {
        const { status, text } = await find(who, accountID, why);
        expect([status, text.includes(link), text.includes(says)]).toEqual([200, true, true]);
      }
      // Control: only the search with a reason looked for a person.
      expect((await entriesBecauseOf(reason)).map(({ action }) => action)).toEqual(['privacy.subject.found']);
    }
  });

  it('tells a journey in sentences, with what it waits for, and nothing personal', async () => {
    const { customer_id } = await given.customer();
    const id = await journeyOf(customer_id);
    const { onboarding_url } = await given.grant(customer_id, { link: 'durable' });
    await new LinkVisitor(onboarding_url).click();
    const { text } = await support!.get(`/console/journeys/${id}`);
    for (const sentence of [
      'The user went to the vendor&#39;s pages through a durable link.',
      'It waits for the user',
      'The consumer asked for a new customer; 1Money created it.',
      'The consumer made a durable link, which works until',
      'A person pressed the button of the durable link.',
      'asked for a link to the form; 1Money gave a one-time link.',
      'The entry as it is recorded',
      'Your role may see this journey, and change nothing.',
    ])
      expect(text).toContain(sentence);
    expect(text).not.toMatch(/canary|Robotics|@acme|<button>(?!Log out)/i);
    expect(text).not.toContain(onboarding_url);
  });

  it('says until when a consent is valid only while it is in force', async () => {
    const [api, consents] = [new ConsentApi(gateway.url), new GivenConsents(gateway)];
    const { handle } = await consents.consent();
    const page = `/console/journeys/${await journeyOf(handle)}`;
    const shown: boolean[] = [];
    for (const event of ['approve', 'revoke']) {
      await consents.happens(handle, event);
      await api.journey(handle).expect(200);
      shown.push((await support!.get(page)).text.includes('Valid until'));
    }
    expect(shown).toEqual([true, false]);
  });

  it('makes a new link, which leads to the vendor, and revokes it', async () => {
    const { customer_id } = await given.customer();
    const id = await journeyOf(customer_id);
    const page = `/console/journeys/${id}`;
    expect((await operator!.get(page)).text).toContain('What you can do here: make another durable link');
    expect((await support!.get(page)).text).not.toContain('What you can do here');
    const made = await operator!.post(`${page}/link`, { reason: 'INC-2: the first mail was lost' });
    const [, url = ''] = /<pre id="new-link">([^<]+)<\/pre>/.exec(made.text) ?? [];
    expect([made.status, url]).toEqual([200, expect.stringMatching(/\/l\/[\w-]{43}$/)]);
    expect(await entriesBecauseOf('INC-2: the first mail was lost')).toEqual([
      expect.objectContaining({
        action: 'link.issue',
        request_id: made.headers.get('x-request-id'),
        detail: expect.objectContaining({ operator: 'ada', role: 'operator' }),
      }),
    ]);
    expect((await new LinkVisitor(url).click()).status).toBe(303);
    const shown = await operator!.get(page);
    expect(shown.text).not.toContain(url);
    const [, linkId = ''] = /name="link_id" value="([^"]+)"/.exec(shown.text) ?? [];
    const other = await journeyOf((await given.customer()).customer_id);
    const elsewhere = await operator!.post(`/console/journeys/${other}/revoke`, { reason: REASON, link_id: linkId });
    expect(elsewhere.status).toBe(404);
    const revoked = await operator!.post(`${page}/revoke`, {
      reason: 'INC-3: sent to a wrong address',
      link_id: linkId,
    });
    expect(revoked.location).toBe(`${page}?done=revoked`);
    expect((await operator!.get(revoked.location!)).text).toContain('The link is revoked.');
    expect((await new LinkVisitor(url).open()).status).toBe(410);
    expect(await entriesBecauseOf('INC-3: sent to a wrong address')).toEqual([
      expect.objectContaining({ action: 'link.revoke' }),
    ]);
  });

  it('makes a link to a consent, and none where the user has nothing to do', async () => {
    const handle = (await new ConsentApi(gateway.url).request().expect(200)).body.data.consent_handle as string;
    const page = `/console/journeys/${await journeyOf(handle)}`;
    const made = await operator!.post(`${page}/link`, { reason: REASON });
    const [, url = ''] = /<pre id="new-link">([^<]+)<\/pre>/.exec(made.text) ?? [];
    expect((await new LinkVisitor(url).click()).status).toBe(303);
    const { customer_id } = await given.customer({ status: 'APPROVED' });
    const approved = `/console/journeys/${await journeyOf(customer_id)}`;
    const asked = await operator!.post(`${approved}/ask`, { reason: 'INC-4: the user says that it is done' });
    expect(asked.location).toBe(`${approved}?done=changed`);
    const { text } = await operator!.get(asked.location!);
    expect(text).toContain('1Money was asked: the state has changed.');
    expect(text).toContain('Done: nothing is waited for any more.');
    expect(text).not.toContain('Make a new link');
    expect((await operator!.post(`${approved}/link`, { reason: REASON })).status).toBe(400);
    expect((await operator!.post(`${approved}/ask`, { reason: REASON })).location).toBe(`${approved}?done=asked`);
    expect((await entriesBecauseOf('INC-4: the user says that it is done')).map(({ action }) => action)).toEqual([
      'operator.journey.ask',
    ]);
  });

  it('offers to send an event again where a live subscription gets it, and tells otherwise why not', async () => {
    const { customer_id } = await given.customer();
    const page = `/console/journeys/${await journeyOf(customer_id)}`;
    const before = await eventually(
      async () => (await operator!.get(page)).text,
      (text) => text.includes('onboarding.customer.created'),
    );
    expect(before).not.toContain('Send again');
    expect(before).toContain('An event without a button cannot be sent again');
    const [event] = await gateway.database.query<{ id: string }>(
      'SELECT event_id AS id FROM portico.events WHERE journey_id = $1',
      [await journeyOf(customer_id)],
    );
    const sent = await operator!.post(`${page}/redeliver`, { reason: REASON, event_id: event!.id });
    expect([sent.status, sent.text.includes('id="events"')]).toEqual([404, true]);
    expect(sent.text).toContain('Nothing was done. No event with this id was addressed to a live subscription.');
  });

  it('sends an event again', async () => {
    await fetch(`${gateway.url}/v1/webhook_subscriptions`, {
      method: 'POST',
      headers: { Authorization: DEMO, 'Content-Type': 'application/json' },
      body: JSON.stringify({ url: receiver.url }),
    });
    const { customer_id } = await given.customer();
    const [first] = await receiver.count(1);
    const eventId = String(first!.headers['webhook-id']);
    const page = `/console/journeys/${await journeyOf(customer_id)}`;
    expect((await support!.get(page)).text).toContain('onboarding.customer.created');
    expect((await operator!.get(page)).text).toContain('Send again');
    const other = await operator!.post(`${page}/redeliver`, { reason: REASON, event_id: randomUUID() });
    expect(other.status).toBe(404);
    const sent = await operator!.post(`${page}/redeliver`, { reason: 'INC-6: they lost it', event_id: eventId });
    expect(sent.location).toBe(`${page}?done=sent`);
    expect((await receiver.count(2))[1]!.headers['webhook-id']).toBe(eventId);
    expect(await entriesBecauseOf('INC-6: they lost it')).toEqual([
      expect.objectContaining({ action: 'operator.event.redeliver' }),
    ]);
  });

  it('shows of a consent until when it is valid, and which one it renews or is renewed by', async () => {
    const consents = new GivenConsents(gateway);
    const old = await consents.consent({ event: 'approve' });
    const { expires_at: until } = (await new ConsentApi(gateway.url).journey(old.handle).expect(200)).body;
    const fresh = await consents.consent(old.body);
    const shown = async (handle: string): Promise<string> =>
      (await support!.get(`/console/journeys/${await journeyOf(handle)}`)).text.replaceAll(/\s+/g, ' ');
    const ofOld = await shown(old.handle);
    expect(ofOld).toContain(`<dt>Valid until</dt> <dd><time datetime="${until}">`);
    expect(ofOld).toContain(`<dt>Renewed by the consent</dt> <dd><code>${fresh.handle}</code></dd>`);
    expect(ofOld).not.toContain('Renews the consent');
    const ofFresh = await shown(fresh.handle);
    expect(ofFresh).toContain(`<dt>Renews the consent</dt> <dd><code>${old.handle}</code></dd>`);
    expect(ofFresh).not.toContain('Renewed by the consent');
    expect(ofFresh).not.toContain('Valid until');
  });

  it('says how a consent ended, and that it waits for no one', async () => {
    const consents = new GivenConsents(gateway);
    const { handle } = await consents.consent({ event: 'approve' });
    const id = await journeyOf(handle);
    for (const [status, sentence] of [
      ['REVOKED', 'It was taken back.'],
      ['EXPIRED', 'Its time is over.'],
    ] as const) {
      await gateway.database.query('UPDATE portico.consents SET status = $1 WHERE journey_id = $2', [status, id]);
      for (const path of [`/console/journeys/${id}`, `/console/journeys?state=${status}`]) {
        const { text } = await support!.get(path);
        expect([path, text.includes(sentence), /It waits for/.test(text)]).toEqual([path, true, false]);
      }
    }
  });

  it('shows personal data once, to the role operator, with a reason', async () => {
    const body = newConsent();
    const handle = (await new ConsentApi(gateway.url).request(body).expect(200)).body.data.consent_handle as string;
    const id = await journeyOf(handle);
    const page = `/console/journeys/${id}`;
    const mobile = body.partyIdentifierValue as string;
    expect((await operator!.get(page)).text).not.toContain(mobile);
    const revealed = await operator!.post(`${page}/reveal`, { reason: 'INC-5: the person called' });
    expect([revealed.status, revealed.text.includes(mobile)]).toEqual([200, true]);
    expect((await operator!.get(page)).text).not.toContain(mobile);
    expect(await entriesBecauseOf('INC-5: the person called')).toEqual([
      expect.objectContaining({
        action: 'privacy.subject.revealed',
        detail: { operator: 'ada', role: 'operator', reason: 'INC-5: the person called' },
      }),
    ]);
    expect((await support!.post(`${page}/reveal`, { reason: REASON })).status).toBe(403);
  });

  it('shows the e-mail address of a business while an answer with it is kept', async () => {
    const { customer_id, email } = await given.customer();
    const page = `/console/journeys/${await journeyOf(customer_id)}`;
    expect((await operator!.post(`${page}/reveal`, { reason: REASON })).text).toContain(email);
    await gateway.database.query('UPDATE portico.idempotency_keys SET response_sealed = NULL WHERE subject_id = $1', [
      await journeyOf(customer_id),
    ]);
    const { text } = await operator!.post(`${page}/reveal`, { reason: REASON });
    expect([text.includes(email), text.includes('Portico keeps nothing any more')]).toEqual([false, true]);
  });

  it('does nothing without a reason, or with one that names a person', async () => {
    const { customer_id } = await given.customer();
    const page = `/console/journeys/${await journeyOf(customer_id)}`;
    const count = async (): Promise<number> =>
      (await gateway.database.query("SELECT FROM portico.audit_entries WHERE actor = 'operator'")).length;
    const before = await count();
    for (const act of ['ask', 'link', 'revoke', 'redeliver', 'reveal'])
      for (const reason of ['', 'no', 'for ada@acme.example', 'user 9876543210']) {
        const { status, text } = await operator!.post(`${page}/${act}`, { reason });
        expect([act, reason, status, text.includes('Nothing was done. The reason')]).toEqual([act, reason, 400, true]);
      }
    expect(await count()).toBe(before);
  });
});
