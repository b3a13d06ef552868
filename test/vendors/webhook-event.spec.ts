import { finproEvent } from '../../src/vendors/finpro/finpro.profile';
import { oneMoneyEvent } from '../../src/vendors/one-money/one-money.profile';

const CUSTOMER = '0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10';
const bytes = (json: unknown): Buffer => Buffer.from(typeof json === 'string' ? json : JSON.stringify(json));

describe("an event of 1Money's webhooks", () => {
  const read = (json: unknown, headers: Record<string, string> = {}, names: string[] = []) =>
    oneMoneyEvent(bytes(json), headers, names);

  it('is identified by the id in the signed body; else by the header; else by its bytes', () => {
    expect(read({ id: 'evt_1' }, { 'x-webhook-event-id': 'evt_2' }).dedupeKey).toBe('evt_1');
    expect(read({}, { 'x-webhook-event-id': 'evt_2' }).dedupeKey).toBe('evt_2');
    expect(read({ a: 1 }).dedupeKey).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(read({ a: 1 }).dedupeKey).not.toBe(read({ a: 2 }).dedupeKey);
  });

  it.each([
    ['resource.id', { resource: { type: 'customer', id: CUSTOMER }, data: { customer: { id: 'other' } } }],
    ['resource.id without a type', { resource: { id: CUSTOMER } }],
    [
      'data.customer.id',
      { resource: { type: 'deposit', id: 'd1' }, data: { customer: { id: CUSTOMER }, customer_id: 'other' } },
    ],
    ['data.customer_id', { data: { customer_id: CUSTOMER } }],
  ])('names its customer in %s', (_member, rest) => {
    expect(read({ event_name: 'kyb.completed', ...rest })).toMatchObject({
      subjectRef: CUSTOMER,
      isOfJourney: true,
      event: 'kyb.completed',
    });
  });

  it.each([
    ['kyb.something_new', true],
    ['KYB.Completed', true],
    ['customer.updated', true],
    ['deposit.completed', false],
    ['kybx', false],
  ])('%s concerns a journey: %s', (name, isOfJourney) => {
    expect(read({ event_name: name, data: { customer_id: CUSTOMER } }, {}, ['customer.updated'])).toMatchObject({
      isOfJourney,
    });
  });

  it('takes its event type from the headers when the body has none', () => {
    expect(read({ data: { customer_id: CUSTOMER } }, { 'x-webhook-event-type': 'kyb.rejected' }).isOfJourney).toBe(
      true,
    );
    expect(read({ data: { customer_id: CUSTOMER } }, { 'x-webhook-event-name': 'kyb.rejected' }).event).toBe(
      'kyb.rejected',
    );
  });

  it.each([
    ['not JSON', 'kyb'],
    ['null', null],
    ['an array', [1]],
    ['other types', { id: 7, event_name: {}, resource: 'x', data: [] }],
    [
      'hostile ids',
      {
        event_name: 'kyb.completed',
        resource: { type: 'customer', id: "' OR 1=1 --" },
        data: { customer: { id: 'x'.repeat(65) } },
      },
    ],
    ['invalid UTF-8', '\u00ff'],
  ])('is stored when it is %s', (_what, json) => {
    expect(read(json)).toMatchObject({ subjectRef: null, isOfJourney: false });
  });

  it('is stored without personal data', () => {
    const { facts } = read({
      id: 'e',
      event_name: 'kyb.completed',
      data: { customer: { id: CUSTOMER, status: 'APPROVED', email: 'canary@acme.example' }, note: 'canary' },
      'canary@acme.example': 1,
    });
    expect(facts).toEqual({ id: 'e', told_status: 'APPROVED', members: ['id', 'event_name', 'data'] });
  });
});

describe("an event of FinPro's webhooks", () => {
  const HANDLE = '3a3f2d96-fc3b-42e5-804f-e65d10a4be98';
  const approved = {
    timestamp: '2026-01-15T10:34:13.000Z',
    consentHandle: HANDLE,
    eventType: 'CONSENT',
    eventStatus: 'CONSENT_APPROVED',
    consentId: 'bf0cda0b',
    vua: '9876543210@onemoney',
    eventMessage: 'Consent approved',
  };
  const read = (json: unknown) => finproEvent(bytes(json));

  it('is identified by kind, status, handle, consent, session and time together', () => {
    const { dedupeKey } = read(approved);
    expect(read({ ...approved, vua: 'XXXXXXX210@onemoney', eventMessage: 'again' }).dedupeKey).toBe(dedupeKey);
    for (const change of [
      { eventStatus: 'CONSENT_REVOKED' },
      { consentHandle: 'h' },
      { consentId: 'c' },
      { sessionId: 's' },
      { timestamp: 't' },
      { eventType: 'DATA' },
    ])
      expect(read({ ...approved, ...change }).dedupeKey).not.toBe(dedupeKey);
  });

  it.each([
    ['CONSENT', 'CONSENT_APPROVED', true],
    ['consent', 'a word to come', true],
    ['DATA', 'DATA_READY', false],
    ['DATA_EXT', 'DATA_PUSH', false],
  ])('%s %s concerns a journey: %s', (eventType, eventStatus, isOfJourney) => {
    expect(read({ ...approved, eventType, eventStatus })).toMatchObject({ subjectRef: HANDLE, isOfJourney });
  });

  it('is stored without the VUA and without the message', () => {
    expect(JSON.stringify(read({ ...approved, consentId: '<NULL>' }))).not.toMatch(
      /9876543210|approved for|onemoney"/i,
    );
  });
});
