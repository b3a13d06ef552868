import { createHash } from 'node:crypto';
import type { Json } from '../../audit/canonical-json';
import { bounded } from '../../input/bounded-text';

/** What Portico stores of a webhook: no personal data, and nothing that it would rely on without asking the vendor. */
export interface WebhookEvent {
  /** The same for every delivery of one event. */
  readonly dedupeKey: string;
  /** The vendor's name of the event; null when there is none. */
  readonly event: string | null;
  /** The vendor's id of the subject. */
  readonly subjectRef: string | null;
  /** Whether it says that the status of a journey may have changed. */
  readonly isOfJourney: boolean;
  /** The ids, keywords and times in it, and the names of its members. */
  readonly facts: Readonly<Record<string, Json>>;
}

type JsonObject = Readonly<Record<string, unknown>>;
type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

const WORD = bounded(80, /^[\w.:<>/+-]{1,80}$/);
const ID = bounded(64, /^[A-Za-z0-9_-]{1,64}$/);
const MAX_MEMBERS = 30;

const object = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
const text = (value: unknown, pattern = WORD): string | null =>
  typeof value === 'string' && pattern.test(value) ? value : null;
const first = (...found: readonly (string | null)[]): string | null => found.find((one) => one !== null) ?? null;
const hash = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

/** Undefined when the bytes are not JSON. */
function parse(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

/** Only the facts that are present. */
const present = (facts: Readonly<Record<string, string | null>>): Record<string, Json> =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null));
const membersOf = (json: JsonObject): string[] =>
  Object.keys(json)
    .filter((name) => WORD.test(name))
    .slice(0, MAX_MEMBERS);

/**
 * A webhook of 1Money (section "Webhooks"). Events are deduplicated by their id: the one in the body, which is signed,
 * otherwise the one in the header. The customer is in one of three members. `names` are events that concern a journey,
 * besides `kyb.*`.
 */
export function oneMoneyEvent(body: Buffer, headers: Headers, names: readonly string[]): WebhookEvent {
  const json = object(parse(body));
  const [resource, data] = [object(json.resource), object(json.data)];
  const event = first(
    text(json.event_name),
    text(headers['x-webhook-event-type']),
    text(headers['x-webhook-event-name']),
  );
  const isCustomer = resource.type === undefined || String(resource.type).toLowerCase() === 'customer';
  const subjectRef = first(
    isCustomer ? text(resource.id, ID) : null,
    text(object(data.customer).id, ID),
    text(data.customer_id, ID),
  );
  const name = event?.toLowerCase() ?? '';
  const id = first(text(json.id), text(headers['x-webhook-event-id']));
  return {
    dedupeKey: id ?? `sha256:${hash(body)}`,
    event,
    subjectRef,
    isOfJourney: subjectRef !== null && (name.startsWith('kyb.') || names.includes(name)),
    facts: {
      ...present({
        id,
        resource_type: text(resource.type),
        created_at: text(json.created_at),
        told_status: text(object(data.customer).status),
      }),
      members: membersOf(json),
    },
  };
}

/**
 * A webhook of FinPro (page "Webhooks overview"), by consent handle. It has no id of its own: kind, status, handle,
 * consent, session and time together identify an event. Every event about a consent concerns a journey, whatever its
 * type.
 */
export function finproEvent(body: Buffer): WebhookEvent {
  const json = object(parse(body));
  const { eventType, eventStatus, consentHandle, consentId, sessionId, timestamp } = json;
  const [kind, status, subjectRef] = [text(eventType), text(eventStatus), text(consentHandle, ID)];
  const identity = [eventType, eventStatus, consentHandle, consentId, sessionId, timestamp];
  return {
    dedupeKey: `sha256:${hash(kind === null ? body : JSON.stringify(identity))}`,
    event: kind && [kind, status].filter(Boolean).join('.'),
    subjectRef,
    isOfJourney: subjectRef !== null && kind?.toUpperCase() === 'CONSENT',
    facts: {
      ...present({
        consent_id: text(consentId, ID),
        session_id: text(sessionId, ID),
        timestamp: text(timestamp),
        product_id: text(json.productID),
        fetch_type: text(json.fetchType),
      }),
      members: membersOf(json),
    },
  };
}
