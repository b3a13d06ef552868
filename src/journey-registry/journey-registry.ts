import { Injectable } from '@nestjs/common';
import type { Vendor } from '../config/vendor';
import { Fault } from '../errors';
import type { Scope } from '../http/request/caller';
import type { Inquiry } from './inquiry';
import type { FoundJourney, Journey } from './journey';
import type { Withdrawal } from './withdrawal';

/** Ids of vendors, of Portico, and of consumers. */
const REFERENCE = /^[A-Za-z0-9_.-]{1,64}$/;

/** A journey that was found, and its kind. */
export interface JourneyOfKind {
  readonly journey: Journey;
  readonly found: FoundJourney;
}

/** The journeys that there are. Each is registered by its module, so that those who ask here depend on none of them. */
@Injectable()
export class JourneyRegistry {
  private readonly journeys: Journey[] = [];
  private readonly told: Withdrawal[] = [];

  register(journey: Journey): void {
    this.journeys.push(journey);
  }

  registerWithdrawal(withdrawal: Withdrawal): void {
    this.told.push(withdrawal);
  }

  /** The vendors that can be told that a person is erased. */
  get withdrawals(): readonly Withdrawal[] {
    return this.told;
  }

  get all(): readonly Journey[] {
    return this.journeys;
  }

  named(name: string): Journey {
    return this.only(`has the name ${name}`, (journey) => journey.name === name);
  }

  ofVendor(vendor: Vendor): Journey {
    return this.only(`is one of ${vendor}`, (journey) => journey.vendor === vendor);
  }

  /** The consumer's journeys with this reference, the newest first, of these kinds. */
  async find(
    consumerId: string,
    reference: string,
    kinds: readonly Journey[] = this.journeys,
  ): Promise<JourneyOfKind[]> {
    return this.search(reference, kinds, (journey) => journey.find(consumerId, reference));
  }

  /** The journeys of any consumer by Portico's id or the vendor's, the newest first: for operators. */
  async findAnywhere(reference: string): Promise<JourneyOfKind[]> {
    return this.search(reference, this.journeys, (journey) => journey.findAnywhere(reference));
  }

  private async search(
    reference: string,
    kinds: readonly Journey[],
    find: (journey: Journey) => Promise<readonly FoundJourney[]>,
  ): Promise<JourneyOfKind[]> {
    if (!REFERENCE.test(reference)) return [];
    const all = await Promise.all(
      kinds.map(async (journey) => (await find(journey)).map((found) => ({ journey, found }))),
    );
    return all.flat().toSorted((a, b) => b.found.requestedAt.getTime() - a.found.requestedAt.getTime());
  }

  /** How the vendor is asked what became of effects of this action. */
  inquiryOf(action: string): Inquiry {
    const found = new Map(this.journeys.flatMap(({ inquiries }) => Object.entries(inquiries))).get(action);
    if (!found) throw new Error(`no registered journey says how to ask about ${action}`);
    return found;
  }

  /** The journeys that these scopes may see, or change. Throws Fault `scope-missing` when there is none. */
  permitted(scopes: readonly Scope[], need: keyof Journey['scopes']): readonly Journey[] {
    const permitted = this.journeys.filter((journey) => scopes.includes(journey.scopes[need]));
    if (permitted.length === 0) {
      const needed = this.journeys.map((journey) => journey.scopes[need]).join(', ');
      throw new Fault('scope-missing', { detail: `This operation needs one of the scopes ${needed}.` });
    }
    return permitted;
  }

  private only(what: string, is: (journey: Journey) => boolean): Journey {
    const found = this.journeys.find(is);
    if (!found) throw new Error(`no registered journey ${what}`);
    return found;
  }
}
