import type { Action } from '../../src/audit/actions';
import type { AuditStep } from '../../src/audit/history/audit-history';
import type { ReceivedWebhook } from '../../src/inbox/webhooks/webhook-history';
import type { JourneyFacts, JourneyName } from '../../src/journey-registry/journey-facts';
import { kybAwaiting } from '../../src/onboarding/kyb/customer-facts';
import { consentAwaiting } from '../../src/consent/status/consent-facts';
import { diagnose } from '../../src/journeys/diagnosis';
import type { DrawnJourney } from '../../src/journeys/picture/journey-picture';
import { timelineOf } from '../../src/journeys/timeline';

const BEGAN = Date.UTC(2026, 0, 15, 9, 30, 10);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A journey that is told step by step, in the audit rows and webhooks that the application would have written. */
class ToldJourney {
  private readonly steps: AuditStep[] = [];
  private readonly webhooks: ReceivedWebhook[] = [];
  private time = BEGAN;
  private rows = 0;

  constructor(
    private readonly journey: JourneyName,
    private status: string,
  ) {}

  get now(): Date {
    return new Date(this.time);
  }

  later(milliseconds: number): this {
    this.time += milliseconds;
    return this;
  }

  /** An effect: the intent, and how it ended after `took` milliseconds; null: not yet. */
  asks(
    action: Action,
    result: AuditStep['result'] = 'SUCCEEDED',
    {
      took = 320,
      fault,
      actor = 'consumer',
      detail = {},
    }: { took?: number; fault?: string; actor?: string; detail?: object } = {},
  ): this {
    const intentId = this.row(action, actor, null, null, detail);
    if (result === null) return this;
    this.time += took;
    if (action === 'consent.request' && result === 'SUCCEEDED') this.status = 'PENDING';
    this.row(action, actor, result, intentId, fault === undefined ? {} : { fault });
    return this;
  }

  /** A later outcome of the newest intent. */
  finds(action: Action, result: AuditStep['result'], detail: object = {}): this {
    const intent = this.steps.findLast((step) => step.action === action && step.phase === 'INTENT')!;
    this.row(action, 'portico', result, intent.entryId, detail);
    return this;
  }

  happens(action: Action, actor: string, detail: object = {}, result: AuditStep['result'] = 'SUCCEEDED'): this {
    this.row(action, actor, result, null, detail);
    return this;
  }

  /** The vendor reports another status. */
  becomes(to: string, confirmedBy: 'WEBHOOK' | 'POLL' | 'RETURN' = 'WEBHOOK'): this {
    if (confirmedBy === 'WEBHOOK') {
      this.webhooks.push({
        receivedAt: this.now,
        event: `status.${to.toLowerCase()}`,
        state: 'APPLIED',
        duplicates: 0,
      });
      this.time += 180;
    }
    const action = this.journey === 'consent' ? 'consent.status.observed' : 'onboarding.status.observed';
    const actor = confirmedBy === 'WEBHOOK' ? 'vendor' : confirmedBy === 'POLL' ? 'portico' : 'browser';
    this.row(action, actor, 'SUCCEEDED', null, {
      from: this.status,
      to,
      confirmed_by: confirmedBy === 'RETURN' ? 'VENDOR_READ' : confirmedBy,
    });
    this.status = to;
    return this;
  }

  /** How it stands, by the facts that the application would have; and what is drawn of it. */
  ends(facts: Partial<JourneyFacts>): { readonly journey: DrawnJourney; readonly now: Date } {
    const now = this.now;
    const known: JourneyFacts = {
      journey: this.journey,
      now,
      erasedAt: null,
      request: { outcome: 'SUCCEEDED', fault: null, at: new Date(BEGAN) },
      stand: { awaiting: 'USER', since: new Date(BEGAN) },
      link: null,
      visit: null,
      failedLink: null,
      ...facts,
    };
    const timeline = timelineOf(this.steps, this.webhooks);
    const awaitingAt = this.journey === 'consent' ? consentAwaiting : kybAwaiting;
    return {
      journey: { journey: this.journey, status: this.status, diagnosis: diagnose(known), timeline, awaitingAt },
      now,
    };
  }

  private row(
    action: Action,
    actor: string,
    result: AuditStep['result'],
    intentId: string | null,
    detail: object,
  ): string {
    this.rows += 1;
    const entryId = `019bc0f7-5d6e-7c35-a1b2-${this.rows.toString(16).padStart(12, '0')}`;
    const { now: occurredAt } = this;
    const phase = result === null ? 'INTENT' : 'OUTCOME';
    this.steps.push({
      entryId,
      occurredAt,
      requestId: entryId,
      consumer: 'demo-consumer',
      actor,
      action,
      subject: '019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4',
      phase,
      intentId,
      vendor: null,
      vendorRequestId: null,
      result,
      detail: detail as AuditStep['detail'],
    });
    return entryId;
  }
}

const customer = (): ToldJourney => new ToldJourney('onboarding', 'INIT').asks('onboarding.customer.create');
const consent = (): ToldJourney =>
  new ToldJourney('consent', 'PENDING').asks('consent.request', 'SUCCEEDED', { took: 740 });
const oneTime = (journey: ToldJourney): ToldJourney => journey.later(4 * SECOND).asks('onboarding.grant.create');
const durable = (journey: ToldJourney): ToldJourney =>
  journey.later(2 * SECOND).happens('link.issue', 'consumer', { expires_at: '2026-01-22T09:30:12.320Z' });
const since = ({ now }: ToldJourney, ago: number): Date => new Date(now.getTime() - ago);

type Told = ReturnType<ToldJourney['ends']>;
const VISIT = { wasClicked: false, returnedAt: null, said: null, isConfirmed: true } as const;

/** A visit that began so many milliseconds before now, of half an hour. */
const visited = (journey: ToldJourney, ago: number, rest: object = {}): Partial<JourneyFacts> => {
  const issuedAt = since(journey, ago);
  return { visit: { ...VISIT, issuedAt, expiresAt: new Date(issuedAt.getTime() + 30 * MINUTE), ...rest } };
};
const linked = (
  mode: 'one-time' | 'durable',
  state: 'LIVE' | 'EXPIRED' | 'REVOKED' | 'LIMIT',
  issuedAt: Date,
  endedAt: Date | null = null,
): Partial<JourneyFacts> => ({
  link: { mode, state, issuedAt, endedAt, pressedAt: null },
});

/** Twenty-two ways in which a journey goes. */
export const FATES: Readonly<Record<string, () => Told>> = {
  'onboarding-approved': () => {
    const one = oneTime(customer())
      .later(9 * MINUTE)
      .becomes('PENDING_REVIEW', 'RETURN')
      .later(40);
    one
      .happens('onboarding.return', 'browser')
      .later(5 * HOUR)
      .becomes('UNDER_REVIEW')
      .later(2 * DAY)
      .becomes('APPROVED');
    return one.ends({ stand: { awaiting: 'DONE', since: one.now } });
  },
  'onboarding-rejected': () => {
    const one = oneTime(customer())
      .later(9 * MINUTE)
      .becomes('PENDING_REVIEW')
      .later(26 * HOUR)
      .becomes('REJECTED');
    const at = one.now;
    return one.later(3 * HOUR).ends({ stand: { awaiting: 'REFUSED', since: at } });
  },
  'onboarding-corrected-and-resubmitted': () => {
    const one = oneTime(customer())
      .later(9 * MINUTE)
      .becomes('PENDING_REVIEW')
      .later(4 * HOUR);
    oneTime(one.becomes('PENDING_RESPONSE').later(DAY))
      .later(6 * MINUTE)
      .becomes('PENDING_REVIEW')
      .later(8 * HOUR);
    return one.becomes('APPROVED').ends({ stand: { awaiting: 'DONE', since: one.now } });
  },
  'onboarding-expired-unused': () => {
    const one = oneTime(customer());
    const issued = one.now;
    one.later(50 * MINUTE);
    return one.ends({ ...linked('one-time', 'EXPIRED', issued), ...visited(one, 50 * MINUTE) });
  },
  'onboarding-renewed-link': () => {
    const one = oneTime(oneTime(customer()).later(50 * MINUTE)).later(7 * MINUTE);
    one.becomes('PENDING_REVIEW', 'RETURN').later(30).happens('onboarding.return', 'browser');
    return one.later(HOUR).ends({ stand: { awaiting: 'VENDOR', since: since(one, HOUR) } });
  },
  'onboarding-link-missing': () => {
    const one = customer().later(3 * DAY);
    return one.ends({});
  },
  'onboarding-durable-link-not-opened': () => {
    const one = durable(customer());
    const issued = one.now;
    return one.later(2 * DAY).ends(linked('durable', 'LIVE', issued));
  },
  'onboarding-at-vendor': () => {
    const one = durable(customer());
    const issued = one.now;
    one
      .later(5 * HOUR)
      .happens('link.click', 'browser')
      .asks('onboarding.grant.create', 'SUCCEEDED', { actor: 'browser' });
    one.later(12 * MINUTE);
    return one.ends({ ...linked('durable', 'LIVE', issued), ...visited(one, 12 * MINUTE, { wasClicked: true }) });
  },
  'onboarding-link-revoked': () => {
    const one = durable(customer());
    const issued = one.now;
    one.later(DAY).happens('link.revoke', 'consumer');
    const ended = one.now;
    return one.later(HOUR).ends(linked('durable', 'REVOKED', issued, ended));
  },
  'onboarding-vendor-timeout-and-reconciled': () => {
    const one = new ToldJourney('onboarding', 'INIT');
    one.asks('onboarding.customer.create', 'UNKNOWN', { took: 30 * SECOND, fault: 'vendor-timeout' });
    one.later(45 * SECOND).finds('onboarding.customer.create', 'SUCCEEDED', { recovered: true });
    return one.later(MINUTE).ends({ stand: { awaiting: 'USER', since: since(one, MINUTE) } });
  },
  'onboarding-link-failed-twice': () => {
    const one = customer().later(SECOND);
    one.asks('onboarding.grant.create', 'UNKNOWN', { took: 30 * SECOND, fault: 'vendor-timeout' }).later(SECOND);
    one.asks('onboarding.grant.create', 'FAILED', { took: 40, fault: 'vendor-unreachable' });
    const failedLink = { outcome: 'FAILED', fault: 'vendor-unreachable', at: one.now } as const;
    return one.later(20 * SECOND).ends({ failedLink });
  },
  'onboarding-erased': () => {
    const one = oneTime(customer())
      .later(9 * MINUTE)
      .becomes('PENDING_REVIEW')
      .later(7 * DAY);
    return one.ends({ erasedAt: since(one, DAY) });
  },
  'consent-approved': () => {
    const one = consent()
      .later(3 * MINUTE)
      .becomes('ACTIVE', 'RETURN')
      .later(25);
    one.happens('consent.return', 'browser', { said: 'APPROVED' });
    return one.ends({ stand: { awaiting: 'DONE', since: one.now } });
  },
  'consent-rejected': () => {
    const one = consent()
      .later(2 * MINUTE)
      .becomes('REJECTED')
      .later(5 * SECOND);
    one.happens('consent.return', 'browser', { said: 'REJECTED' });
    return one.later(HOUR).ends({ stand: { awaiting: 'DECLINED', since: since(one, HOUR) } });
  },
  'consent-returned-without-decision': () => {
    const one = consent();
    const issued = one.now;
    one.later(4 * MINUTE).happens('consent.return', 'browser', { said: 'ABANDONED' });
    const returnedAt = one.now;
    one.later(2 * HOUR);
    const visit = {
      ...VISIT,
      issuedAt: issued,
      expiresAt: new Date(issued.getTime() + HOUR),
      returnedAt,
      said: 'ABANDONED' as const,
    };
    return one.ends({ ...linked('one-time', 'EXPIRED', issued, returnedAt), visit });
  },
  'consent-expired-unused': () => {
    const one = consent();
    const issued = one.now;
    one.later(3 * HOUR);
    return one.ends({ ...linked('one-time', 'EXPIRED', issued), ...visited(one, 3 * HOUR) });
  },
  'consent-revoked': () => {
    const one = consent()
      .later(3 * MINUTE)
      .becomes('ACTIVE')
      .later(9 * DAY)
      .asks('consent.revoke')
      .later(20);
    one.becomes('REVOKED', 'RETURN');
    return one.later(MINUTE).ends({ stand: { awaiting: 'ENDED', since: since(one, MINUTE) } });
  },
  'consent-paused': () => {
    const one = consent()
      .later(3 * MINUTE)
      .becomes('ACTIVE')
      .later(12 * DAY)
      .becomes('PAUSED', 'POLL');
    return one.later(2 * DAY).ends({ stand: { awaiting: 'PAUSED', since: since(one, 2 * DAY) } });
  },
  'consent-request-refused': () => {
    const one = new ToldJourney('consent', 'REFUSED');
    one.asks('consent.request', 'REFUSED', { took: 90, fault: 'vendor-refused' });
    const at = one.now;
    return one.later(MINUTE).ends({ request: { outcome: 'REFUSED', fault: 'vendor-refused', at }, stand: null });
  },
  'consent-request-in-flight': () => {
    const one = new ToldJourney('consent', 'REQUESTED').asks('consent.request', null);
    const at = one.now;
    return one.later(8 * SECOND).ends({ request: { outcome: 'OPEN', fault: null, at }, stand: null });
  },
  'consent-lost-and-found': () => {
    const one = new ToldJourney('consent', 'UNKNOWN');
    one.asks('consent.request', 'UNKNOWN', { took: 30 * SECOND, fault: 'vendor-timeout' });
    one.later(30 * SECOND).finds('consent.request', 'UNKNOWN', { recovered: true });
    one
      .later(5 * MINUTE)
      .asks('consent.request', 'SUCCEEDED', { took: 650 })
      .later(2 * MINUTE)
      .becomes('ACTIVE');
    return one.ends({ stand: { awaiting: 'DONE', since: one.now } });
  },
  'consent-return-refused': () => {
    const one = consent();
    const issued = one.now;
    one.later(MINUTE).happens('consent.return', 'browser', { reason: 'another consent' }, 'REFUSED').later(MINUTE);
    return one.ends({ ...linked('one-time', 'LIVE', issued), ...visited(one, 2 * MINUTE) });
  },
};
