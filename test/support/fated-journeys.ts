import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { FLOW_STEPS, type FlowStanding, type FlowStep } from '../../src/journeys/flow/flow-steps';
import { Random } from './random';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Row = Readonly<Record<string, unknown>>;

/** What is known of a journey that was made up: it is what the figures have to count. */
export interface FatedJourney {
  readonly journeyId: string;
  readonly journey: 'onboarding' | 'consent';
  readonly consumerId: string;
  readonly day: string;
  readonly step: FlowStep;
  readonly standing: FlowStanding;
  /** Milliseconds before each step that it has reached, after the first. */
  readonly waits: readonly number[];
}

/** Rows by table. */
type Rows = Record<'customers' | 'consents' | 'onboarding_grants' | 'durable_links' | 'audit_entries', Row[]>;

interface Fate {
  readonly journey: FatedJourney['journey'];
  readonly step: FlowStep;
  readonly standing: FlowStanding;
  /** The status at the end, and those before it that were read, in order. */
  readonly statuses: readonly string[];
  /** Days ago that it began, at most. A durable link that works must not be older than its life. */
  readonly within?: number;
  readonly link?: 'one-time' | 'durable' | 'clicked';
  readonly request?: 'REFUSED' | 'UNKNOWN';
  readonly isErased?: true;
  readonly isRevoked?: true;
  readonly isLinkRefused?: true;
  readonly comesBack?: true;
}

const REVIEWED = ['PENDING_REVIEW', 'UNDER_REVIEW'];

/** Every way in which the synthetic journeys go. */
const FATES_OF_ALL: readonly Fate[] = [
  { journey: 'onboarding', step: 'APPROVED', standing: 'DONE', statuses: [...REVIEWED, 'APPROVED'], link: 'one-time' },
  { journey: 'onboarding', step: 'APPROVED', standing: 'DONE', statuses: ['APPROVED'], link: 'one-time' },
  {
    journey: 'onboarding',
    step: 'ANSWERED',
    standing: 'REFUSED',
    statuses: [...REVIEWED, 'REJECTED'],
    link: 'one-time',
  },
  { journey: 'onboarding', step: 'ANSWERED', standing: 'REVIEW', statuses: REVIEWED, link: 'one-time' },
  {
    journey: 'onboarding',
    step: 'ANSWERED',
    standing: 'SET_UP',
    statuses: [...REVIEWED, 'PROVISIONING'],
    link: 'one-time',
  },
  {
    journey: 'onboarding',
    step: 'ANSWERED',
    standing: 'LINK_MISSING',
    statuses: ['PENDING_RESPONSE'],
    link: 'one-time',
  },
  { journey: 'onboarding', step: 'LINK', standing: 'LINK_EXPIRED', statuses: [], link: 'one-time' },
  { journey: 'onboarding', step: 'LINK', standing: 'ERASED', statuses: [], link: 'one-time', isErased: true },
  { journey: 'onboarding', step: 'LINK', standing: 'LINK_NOT_OPENED', statuses: [], link: 'durable', within: 5 },
  { journey: 'onboarding', step: 'LINK', standing: 'NOT_RETURNED', statuses: [], link: 'clicked', within: 5 },
  { journey: 'onboarding', step: 'LINK', standing: 'LINK_REVOKED', statuses: [], link: 'durable', isRevoked: true },
  { journey: 'onboarding', step: 'ACCEPTED', standing: 'LINK_MISSING', statuses: [] },
  { journey: 'onboarding', step: 'ACCEPTED', standing: 'LINK_REFUSED', statuses: [], isLinkRefused: true },
  { journey: 'consent', step: 'APPROVED', standing: 'DONE', statuses: ['ACTIVE'], link: 'one-time' },
  { journey: 'consent', step: 'APPROVED', standing: 'PAUSED', statuses: ['ACTIVE', 'PAUSED'], link: 'one-time' },
  { journey: 'consent', step: 'APPROVED', standing: 'ENDED', statuses: ['ACTIVE', 'REVOKED'], link: 'one-time' },
  { journey: 'consent', step: 'ANSWERED', standing: 'DECLINED', statuses: ['REJECTED'], link: 'one-time' },
  { journey: 'consent', step: 'LINK', standing: 'ENDED', statuses: ['EXPIRED'], link: 'one-time' },
  { journey: 'consent', step: 'LINK', standing: 'STATUS_UNRECOGNISED', statuses: ['UNRECOGNISED'], link: 'one-time' },
  { journey: 'consent', step: 'LINK', standing: 'LINK_EXPIRED', statuses: [], link: 'one-time' },
  { journey: 'consent', step: 'LINK', standing: 'LEFT_UNFINISHED', statuses: [], link: 'one-time', comesBack: true },
  { journey: 'consent', step: 'LINK', standing: 'LINK_NOT_OPENED', statuses: [], link: 'durable', within: 5 },
  { journey: 'consent', step: 'BEGAN', standing: 'REQUEST_REFUSED', statuses: [], request: 'REFUSED', within: 20 },
  { journey: 'consent', step: 'BEGAN', standing: 'REQUEST_UNKNOWN', statuses: [], request: 'UNKNOWN' },
];

const ANSWERED = FLOW_STEPS.indexOf('ANSWERED');
const iso = (time: number): string => new Date(time).toISOString();

/** One journey, row by row. */
class Making {
  time: number;
  private reachedAt: number;
  readonly journeyId: string;
  readonly subjectId: string;
  readonly reference = randomUUID();
  readonly waits: number[] = [];

  constructor(
    private readonly rows: Rows,
    private readonly fate: Fate,
    private readonly consumerId: string,
    private readonly random: Random,
    readonly began: number,
  ) {
    this.time = began;
    this.reachedAt = began;
    this.journeyId = uuidv7({ msecs: began });
    this.subjectId = fate.journey === 'onboarding' ? this.journeyId : uuidv7({ msecs: began });
  }

  /** Time passes: from ten milliseconds to `most`, evenly by order of magnitude. */
  pass(most: number): void {
    this.time += Math.floor(10 * (most / 10) ** this.random.next());
  }

  /** The next step is reached now. */
  reach(): void {
    this.waits.push(this.time - this.reachedAt);
    this.reachedAt = this.time;
  }

  audit(action: string, result: string | null, detail: Row, intentId: string | null = null): string {
    const entryId = uuidv7({ msecs: this.time });
    this.rows.audit_entries.push({
      entry_id: entryId,
      occurred_at: iso(this.time),
      request_id: randomUUID(),
      consumer: 'demo-consumer',
      actor: 'consumer',
      action,
      subject: this.subjectId,
      phase: result === null ? 'INTENT' : 'OUTCOME',
      intent_id: intentId,
      result,
      detail,
      leaf: `\\x${Buffer.from(`portico.audit/v1\n{"entry_id":"${entryId}"}`).toString('hex')}`,
    });
    return entryId;
  }

  make(): FatedJourney {
    const { journey, step, standing } = this.fate;
    const first = journey === 'onboarding' ? this.begin() : this.request();
    if (this.fate.request === undefined && this.fate.link !== undefined) this.give();
    const changedAt = this.move();
    if (journey === 'onboarding') this.customer(first, changedAt);
    else this.consent(changedAt);
    return {
      journeyId: this.journeyId,
      journey,
      consumerId: this.consumerId,
      day: iso(this.began).slice(0, 10),
      step,
      standing,
      waits: this.waits,
    };
  }

  private begin(): number {
    const intent = this.audit('onboarding.customer.create', null, { idempotency_key: randomUUID() });
    this.pass(20 * SECOND);
    this.audit('onboarding.customer.create', 'SUCCEEDED', { customer_id: this.reference }, intent);
    this.reach();
    const at = this.time;
    if (this.fate.isLinkRefused) {
      this.time += MINUTE;
      const asked = this.audit('onboarding.grant.create', null, { customer_id: this.reference });
      this.time += SECOND;
      this.audit('onboarding.grant.create', 'REFUSED', { fault: 'vendor-refused' }, asked);
    }
    return at;
  }

  private request(): number {
    const link = this.fate.link === 'one-time' ? {} : { link: 'durable' };
    const intent = this.audit('consent.request', null, { journey_id: this.journeyId, ...link });
    if (this.fate.request) {
      this.time += SECOND;
      this.audit('consent.request', this.fate.request, { fault: 'vendor-refused' }, intent);
      return this.time;
    }
    this.pass(20 * SECOND);
    this.audit('consent.request', 'SUCCEEDED', { consent_handle: this.reference }, intent);
    this.reach();
    if (this.fate.link === 'one-time') this.reach();
    return this.time;
  }

  private give(): void {
    const { link, journey } = this.fate;
    if (journey === 'consent' && link === 'one-time') {
      if (this.fate.comesBack) {
        this.time += 3 * MINUTE;
        this.audit('consent.return', 'SUCCEEDED', {
          journey_ids: [this.journeyId],
          said: 'ABANDONED',
          is_confirmed: true,
        });
      }
      return;
    }
    this.pass(DAY);
    if (link === 'one-time') return this.grant(null);
    this.reach();
    const linkId = uuidv7({ msecs: this.time });
    const expires = iso(this.time + 7 * DAY);
    this.audit('link.issue', 'SUCCEEDED', { link_id: linkId, reference: this.reference, expires_at: expires });
    this.rows.durable_links.push({
      link_id: linkId,
      consumer_id: this.consumerId,
      kind: journey,
      subject_id: this.subjectId,
      reference: this.reference,
      token_hash: `\\x${Buffer.from(linkId).toString('hex')}`,
      issued_at: iso(this.time),
      expires_at: expires,
      revoked_at: this.fate.isRevoked ? iso(this.time + HOUR) : null,
      clicks: 0,
      day_clicks: 0,
    });
    if (link !== 'clicked') return;
    this.time += 30 * MINUTE;
    this.audit('link.click', 'SUCCEEDED', { link_id: linkId, reference: this.reference });
    this.grant(linkId);
  }

  private grant(linkId: string | null): void {
    const grantId = uuidv7({ msecs: this.time });
    const intent = this.audit('onboarding.grant.create', null, linkId === null ? {} : { link_id: linkId });
    this.time += 1;
    this.audit('onboarding.grant.create', 'SUCCEEDED', { grant_id: grantId }, intent);
    if (linkId === null) this.reach();
    this.rows.onboarding_grants.push({
      grant_id: grantId,
      subject_id: this.subjectId,
      return_mode: 'direct',
      issued_at: iso(this.time),
      expires_at: iso(this.time + 30 * MINUTE),
      link_id: linkId,
    });
  }

  /** Each status in turn. Returns since when the last one holds. */
  private move(): number {
    const { journey, statuses, step } = this.fate;
    const last = FLOW_STEPS.indexOf(step);
    let from = journey === 'onboarding' ? 'INIT' : 'PENDING';
    let since = this.time;
    for (const to of statuses) {
      this.pass(12 * HOUR);
      const detail = journey === 'consent' ? { journey_id: this.journeyId } : {};
      this.audit(`${journey}.status.observed`, 'SUCCEEDED', { ...detail, from, to, confirmed_by: 'WEBHOOK' });
      if (last >= ANSWERED && this.waits.length === ANSWERED - 1) this.reach();
      if (last > ANSWERED && this.waits.length === ANSWERED && (to === 'APPROVED' || to === 'ACTIVE')) this.reach();
      since = this.time;
      from = to;
    }
    return since;
  }

  private customer(createdAt: number, changedAt: number): void {
    const status = this.fate.statuses.at(-1) ?? 'INIT';
    if (this.fate.isErased) {
      this.time += HOUR;
      this.audit('privacy.subject.erased', 'SUCCEEDED', {});
    }
    this.rows.customers.push({
      subject_id: this.subjectId,
      customer_id: this.reference,
      consumer_id: this.consumerId,
      vendor_account: 'default',
      idempotency_key: randomUUID(),
      customer_type: 'BUSINESS',
      status,
      status_as_received: status,
      status_confirmed_at: iso(changedAt),
      status_confirmed_by: 'WEBHOOK',
      status_revision: this.fate.statuses.length,
      status_changed_at: iso(this.fate.statuses.length === 0 ? createdAt : changedAt),
      vendor_created_at: '',
      vendor_updated_at: '',
      created_at: iso(createdAt),
      erased_at: this.fate.isErased ? iso(this.time) : null,
    });
  }

  private consent(changedAt: number): void {
    const { request, statuses } = this.fate;
    this.rows.consents.push({
      journey_id: this.journeyId,
      subject_id: this.subjectId,
      consumer_id: this.consumerId,
      vendor_account: 'default',
      app_identifier: 'demo-app',
      intent_id: randomUUID(),
      consent_handle: request ? null : this.reference,
      product_id: 'LOAN01',
      party_identifier_type: 'MOBILE',
      party_identifier_sealed: '\\x',
      vua_sealed: '\\x',
      status: request ?? statuses.at(-1) ?? 'PENDING',
      status_confirmed_at: iso(changedAt),
      status_confirmed_by: 'WEBHOOK',
      status_revision: statuses.length,
      status_changed_at: iso(changedAt),
      requested_at: iso(this.began),
      attempted_at: iso(this.began),
      attempts: 1,
    });
  }
}

/** So many journeys of these consumers that began within the last fifty days, and their rows. */
export function fatedJourneys(
  count: number,
  seed: number,
  consumerIds: readonly string[],
): { readonly journeys: readonly FatedJourney[]; readonly rows: Rows } {
  const random = new Random(seed);
  const rows: Rows = { customers: [], consents: [], onboarding_grants: [], durable_links: [], audit_entries: [] };
  const now = Date.now();
  const journeys = Array.from({ length: count }, (_, index) => {
    const fate = FATES_OF_ALL[index % FATES_OF_ALL.length]!;
    const began = now - 3 * DAY - Math.floor(random.next() * ((fate.within ?? 50) - 3) * DAY);
    return new Making(rows, fate, random.pick(consumerIds), random, began).make();
  });
  return { journeys, rows };
}

/** Writes the rows as the superuser of `url`: without foreign keys, and with the queue of the audit log. */
export async function writeFated(url: string, rows: Rows): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const [table, all] of Object.entries(rows)) {
      if (all.length === 0) continue;
      const role = table === 'audit_entries' ? 'origin' : 'replica';
      await client.query(`SET session_replication_role = ${role}`);
      const columns = Object.keys(all[0]!).join(', ');
      await client.query(
        `INSERT INTO portico.${table} (${columns})
          SELECT ${columns} FROM jsonb_populate_recordset(NULL::portico.${table}, $1::jsonb)`,
        [JSON.stringify(all)],
      );
    }
  } finally {
    await client.end();
  }
}
