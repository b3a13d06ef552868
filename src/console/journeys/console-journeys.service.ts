import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/audit.service';
import type { FoundJourney, Journey } from '../../journey-registry/journey';
import { JourneyRegistry } from '../../journey-registry/journey-registry';
import { diagnose, type Diagnosis } from '../../journeys/diagnosis';
import { FactsService } from '../../journeys/facts.service';
import type { JourneyStanding } from '../../journeys/journey-standing';
import { OperatorConsumersService } from '../../operators/consumers/operator-consumers.service';
import { HIGHEST_ID, LOWEST_ID } from '../../search/index-range';
import { SubjectsService } from '../../subjects/subjects.service';
import { VENDORS, type VendorProfile } from '../../vendors/vendor-profile';
import { standingOf } from './standing';

/** Journeys that are diagnosed from the same reads, and the most that one page examines. */
const AT_ONCE = 50;
const MAX_EXAMINED = 200;
/** Beyond so many consumers, a reference of a consumer's own is not looked for at each. */
const MAX_CONSUMERS = 50;

/** A journey, and where it waits. */
export interface ConsoleJourney {
  readonly kind: Journey;
  readonly found: FoundJourney;
  /** The client_id. */
  readonly consumer: string;
  readonly diagnosis: Diagnosis;
  /** The vendor as people call it. */
  readonly vendor: string;
}

/** Which journeys; null: any. */
export interface ConsoleFilter {
  /** A client_id. */
  readonly consumer: string | null;
  readonly kind: string | null;
  /** The vendor's status. */
  readonly state: string | null;
  readonly standing: JourneyStanding | null;
}

/** Those that are stuck first, the newest next. `next`: the journey after which to continue; null at the end. */
export interface ConsoleJourneysPage {
  readonly journeys: readonly ConsoleJourney[];
  readonly examined: number;
  readonly next: string | null;
}

/** Finds and lists the journeys of every consumer, from what Portico knows: no vendor is asked. */
@Injectable()
export class ConsoleJourneysService {
  constructor(
    private readonly journeys: JourneyRegistry,
    private readonly facts: FactsService,
    private readonly consumers: OperatorConsumersService,
    private readonly subjects: SubjectsService,
    @Inject(VENDORS) private readonly profiles: readonly VendorProfile[],
  ) {}

  /** The client_ids, for the filter. */
  async clientIds(): Promise<string[]> {
    return (await this.consumers.list()).map(({ clientId }) => clientId).toSorted();
  }

  get kinds(): readonly Journey['name'][] {
    return this.journeys.all.map(({ name }) => name);
  }

  /** The vendor of a journey as people call it. */
  vendorOf({ vendor }: Pick<Journey, 'vendor'>): string {
    return this.profiles.find(({ name }) => name === vendor)?.webhooks.document.title ?? vendor;
  }

  /** A bounded number of journeys is examined: a page may be short, or empty, although there are more. */
  async page(filter: ConsoleFilter, after: string | null): Promise<ConsoleJourneysPage> {
    const names = await this.names();
    const consumerId =
      filter.consumer === null ? null : ([...names].find(([, id]) => id === filter.consumer)?.[0] ?? null);
    if (filter.consumer !== null && consumerId === null) return { journeys: [], examined: 0, next: null };
    const kinds = this.journeys.all.filter(({ name }) => filter.kind === null || name === filter.kind);
    const isFiltered = filter.state !== null || filter.standing !== null;
    const journeys: ConsoleJourney[] = [];
    let [before, examined] = [after ?? HIGHEST_ID, 0];
    for (;;) {
      const group = await this.newest(kinds, consumerId, before);
      const wanted = group.filter(({ found }) => filter.state === null || found.status === filter.state);
      const judged = await Promise.all(wanted.map(({ kind, found }) => this.judged(kind, found, names)));
      journeys.push(
        ...judged.filter((one) => filter.standing === null || standingOf(one.diagnosis) === filter.standing),
      );
      examined += group.length;
      before = group.at(-1)?.found.journeyId ?? before;
      const next = group.length === AT_ONCE ? before : null;
      if (next === null || !isFiltered || journeys.length >= AT_ONCE || examined >= MAX_EXAMINED)
        return { journeys: stuckFirst(journeys), examined, next };
    }
  }

  /** By an id of Portico's or of a vendor's, or by a consumer's own. Null: too many consumers for the latter. */
  async byReference(reference: string): Promise<ConsoleJourney[] | null> {
    const names = await this.names();
    const anywhere = await this.journeys.findAnywhere(reference);
    if (anywhere.length === 0 && names.size > MAX_CONSUMERS) return null;
    const own = anywhere.length > 0 ? [] : await this.ofConsumers([...names.keys()], reference);
    return Promise.all([...anywhere, ...own].map(({ journey, found }) => this.judged(journey, found, names)));
  }

  /** By a mobile number, an e-mail address, a PAN or a VUA; audited with who and why. */
  async byPerson(actor: Actor, text: string): Promise<ConsoleJourney[]> {
    const { subjects } = await this.subjects.find(actor, text);
    const names = await this.names();
    const found = await Promise.all(
      subjects.flatMap(({ subject_id: id }) =>
        this.journeys.all.map(async (kind) => (await kind.ofSubject(id)).map((one) => this.judged(kind, one, names))),
      ),
    );
    return stuckFirst(await Promise.all(found.flat()));
  }

  private async ofConsumers(consumerIds: readonly string[], reference: string) {
    const found = [];
    for (const consumerId of consumerIds) found.push(...(await this.journeys.find(consumerId, reference)));
    return found;
  }

  private async names(): Promise<ReadonlyMap<string, string>> {
    return new Map((await this.consumers.list()).map(({ consumerId, clientId }) => [consumerId, clientId]));
  }

  private async newest(kinds: readonly Journey[], consumerId: string | null, before: string) {
    const range = { from: LOWEST_ID, before, most: AT_ONCE };
    const lists = await Promise.all(
      kinds.map(async (kind) => (await kind.list(consumerId, range)).map((found) => ({ kind, found }))),
    );
    return lists
      .flat()
      .toSorted((a, b) => (a.found.journeyId < b.found.journeyId ? 1 : -1))
      .slice(0, AT_ONCE);
  }

  private async judged(
    kind: Journey,
    found: FoundJourney,
    names: ReadonlyMap<string, string>,
  ): Promise<ConsoleJourney> {
    const { facts } = await this.facts.of(kind.name, found);
    const consumer = names.get(found.consumerId) ?? found.consumerId;
    return { kind, found, consumer, diagnosis: diagnose(facts), vendor: this.vendorOf(kind) };
  }
}

const stuckFirst = (journeys: readonly ConsoleJourney[]): ConsoleJourney[] =>
  journeys.toSorted((a, b) => {
    const [one, other] = [a, b].map(({ diagnosis }) => Number(standingOf(diagnosis) !== 'stuck'));
    return one! - other! || (a.found.journeyId < b.found.journeyId ? 1 : -1);
  });
