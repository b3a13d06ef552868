import { Injectable } from '@nestjs/common';
import type { Actor, AuditResult } from '../../audit/audit.service';
import type { Json } from '../../audit/canonical-json';
import { ConsumerRegistry } from '../../consumers/registry/consumer-registry';
import type { Write } from '../../database/write';
import { Fault } from '../../errors';
import { EventsService } from '../../events/events.service';
import { RefreshService } from '../../inbox/refresh.service';
import type { FoundJourney, Journey } from '../../journey-registry/journey';
import { JourneyRegistry } from '../../journey-registry/journey-registry';
import type { Refreshed } from '../../journey-registry/refreshed';
import { JourneyTrackingService, type TrackedJourney } from '../../journeys/journey-tracking.service';
import { JourneyActs } from './journey-acts';

const MAX_EVENTS = 100;

/** A journey, its kind, and the client_id of its consumer. */
export interface FoundForOperator {
  readonly kind: Journey;
  readonly found: FoundJourney;
  readonly consumer: string;
}

export interface ShownToOperator {
  readonly one: FoundForOperator;
  readonly tracked: TrackedJourney;
  readonly events: Awaited<ReturnType<EventsService['ofJourney']>>;
}

/** The journeys of every consumer, for operators. Nothing that it returns is personal. */
@Injectable()
export class OperatorJourneysService {
  constructor(
    private readonly journeys: JourneyRegistry,
    private readonly tracking: JourneyTrackingService,
    private readonly consumers: ConsumerRegistry,
    private readonly events: EventsService,
    private readonly refreshes: RefreshService,
    private readonly acts: JourneyActs,
  ) {}

  /** The newest first. `clientId`: only this consumer's, found also by the consumer's own references. */
  async find(reference: string, clientId?: string): Promise<FoundForOperator[]> {
    const consumers = await this.consumers.list();
    const own = consumers.find((one) => one.clientId === clientId);
    if (clientId !== undefined && !own) return [];
    const found = own
      ? await this.journeys.find(own.consumerId, reference)
      : await this.journeys.findAnywhere(reference);
    const names = new Map(consumers.map((one) => [one.consumerId, one.clientId]));
    return found.map(({ journey, found: one }) => ({
      kind: journey,
      found: one,
      consumer: names.get(one.consumerId) ?? one.consumerId,
    }));
  }

  /** Throws Fault `not-found`. */
  async get(journeyId: string): Promise<FoundForOperator> {
    const one = (await this.find(journeyId)).find(({ found }) => found.journeyId === journeyId.toLowerCase());
    if (!one) throw new Fault('not-found', { detail: 'There is no journey with this journey_id.' });
    return one;
  }

  /** Throws Fault `not-found`. */
  async show(journeyId: string): Promise<ShownToOperator> {
    const one = await this.get(journeyId);
    const [tracked, events] = await Promise.all([
      this.tracking.describe(one.kind, one.found),
      this.events.ofJourney(one.found.journeyId, MAX_EVENTS),
    ]);
    return { one, tracked, events };
  }

  /**
   * Reads the status at the vendor now, as a poll does. Throws Fault `not-found`, `subject-erased`,
   * `request-in-flight` while the vendor's id is not known, or the Fault of the read, which is audited too.
   */
  async ask(actor: Actor, journeyId: string): Promise<Refreshed['change']> {
    const { kind, found } = await this.get(journeyId);
    if (found.reference === null) throw new Fault('request-in-flight');
    const entry = (result: AuditResult, detail: Readonly<Record<string, Json>>): Write<unknown> =>
      this.acts.asked(actor, kind, found, result, detail);
    try {
      const { change } = await this.refreshes.refresh(
        { journeyId: found.journeyId, vendor: kind.vendor, cadence: 'waiting' },
        'POLL',
        [],
        ({ change: told }) => entry('SUCCEEDED', told ? { from: told.from, to: told.to } : {}),
      );
      return change;
    } catch (error) {
      if (error instanceof Fault) await this.acts.record(entry('FAILED', { fault: error.faultName }));
      throw error;
    }
  }
}
