import { Injectable } from '@nestjs/common';
import { lowestIdAt } from '../audit/entry-id';
import type { Caller } from '../http/request/caller';
import type { FoundJourney } from '../journey-registry/journey';
import type { JourneyName } from '../journey-registry/journey-facts';
import { JourneyRegistry } from '../journey-registry/journey-registry';
import { HIGHEST_ID, LOWEST_ID } from '../search/index-range';
import { diagnose, type Diagnosis } from './diagnosis';
import { FactsService } from './facts.service';
import type { StuckAt } from './stuck-at';

/** A journey of a list, and where it waits. */
export interface ListedJourney {
  readonly journey: JourneyName;
  readonly found: FoundJourney;
  readonly diagnosis: Diagnosis;
}

/** `next`: the journey after which to continue; null at the end. */
export interface JourneyListPage {
  readonly journeys: readonly ListedJourney[];
  readonly next: string | null;
}

/** Which journeys to list; omitted fields are not filtered by. */
export interface JourneyFilter {
  /** The vendor's status. */
  readonly state?: string | undefined;
  readonly stuckAt?: StuckAt | undefined;
  /** Inclusive: when the journey began. */
  readonly since?: Date | undefined;
  /** The journey after which to continue. */
  readonly after?: string | undefined;
}

/** The most journeys that one request examines; and how many of them are diagnosed at once, from the same reads. */
const MAX_EXAMINED = 50;
const AT_ONCE = 25;

/** Lists a consumer's journeys of every kind, newest first, with where each waits. No vendor is asked. */
@Injectable()
export class JourneyListService {
  constructor(
    private readonly journeys: JourneyRegistry,
    private readonly facts: FactsService,
  ) {}

  /** A page may be short or empty although there are more. Throws Fault `scope-missing`. */
  async list(caller: Caller, { state, stuckAt, since, after }: JourneyFilter, most: number): Promise<JourneyListPage> {
    const from = since ? lowestIdAt(since) : LOWEST_ID;
    const before = after ?? HIGHEST_ID;
    // Where every journey is shown, one more than the page says whether there are others.
    const examines = state === undefined && stuckAt === undefined ? most + 1 : MAX_EXAMINED;
    const kinds = this.journeys.permitted(caller.scopes, 'read');
    const lists = await Promise.all(
      kinds.map(async (kind) =>
        (await kind.list(caller.consumerId, { from, before, most: examines })).map((found) => ({ kind, found })),
      ),
    );
    const examined = lists
      .flat()
      .toSorted((a, b) => (a.found.journeyId < b.found.journeyId ? 1 : -1))
      .slice(0, examines);
    const journeys: ListedJourney[] = [];
    let last: string | null = null;
    for (let at = 0; at < examined.length && journeys.length < most; at += AT_ONCE) {
      const group = examined.slice(at, at + AT_ONCE);
      const judged = await Promise.all(
        group
          .filter(({ found }) => state === undefined || found.status === state)
          .map(async ({ kind: { name }, found }) => ({
            journey: name,
            found,
            diagnosis: diagnose((await this.facts.of(name, found)).facts),
          })),
      );
      journeys.push(...judged.filter(({ diagnosis }) => stuckAt === undefined || diagnosis.stuckAt === stuckAt));
      last = group.at(-1)!.found.journeyId;
    }
    const shown = journeys.slice(0, most);
    const hasMore = journeys.length > most || last !== (examined.at(-1)?.found.journeyId ?? null);
    if (hasMore) return { journeys: shown, next: journeys.length > most ? shown.at(-1)!.found.journeyId : last };
    return { journeys: shown, next: examined.length === examines ? last : null };
  }
}
