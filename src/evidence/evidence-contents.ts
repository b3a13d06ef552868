import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../audit/audit.service';
import { CLOCK, type Clock } from '../config/clock';
import { type ConsentReceipt, RECEIPT_TYPE, receiptOf } from '../consent/receipts/consent-receipt';
import { isAbout } from '../consent/status/consent-facts';
import { ReturnSignaturesService } from '../consumers/returns/return-signatures.service';
import { Fault } from '../errors';
import { assertPeriod } from '../input/period';
import { SubjectsService } from '../subjects/subjects.service';
import { EvidenceEntries, type ProvedEntry } from './evidence-entries';
import { type EvidenceJourney, EvidenceRepository } from './evidence.repository';
import type { EvidenceWish, PackContent, PackedReceipt } from './pack/content';
import { assertSigned } from './pack/manifest';

/** Journeys of one person in a pack. */
const MAX_JOURNEYS = 200;

/** Collects what a pack says. */
@Injectable()
export class EvidenceContents {
  constructor(
    private readonly repository: EvidenceRepository,
    private readonly entries: EvidenceEntries,
    private readonly subjects: SubjectsService,
    private readonly signatures: ReturnSignaturesService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Reading personal data is audited before. Throws Fault `not-found`, `bad-request` for too many entries and for a
   * period that ends before it begins, `not-provable-yet`, and `subject-erased` where personal data of an erased
   * person are wanted.
   */
  async collect(actor: Actor, wish: EvidenceWish): Promise<PackContent> {
    assertPeriod(wish);
    const { subjectId, journeys } = await this.find(wish);
    const people = await this.people(actor, wish, subjectId);
    const [journey] = journeys;
    const isOne = wish.about === 'journey' && journey?.kind === 'consent';
    const proved = await this.entries.of({
      subject: subjectId,
      since: wish.since,
      until: wish.until,
      isAbout: isOne
        ? (entry) => isAbout({ journeyId: journey.journeyId, consentHandle: journey.reference }, entry)
        : all,
    });
    assertSigned(proved.checkpoint, wish.vkeys);
    const handovers: ProvedEntry[] = [];
    for (const id of await this.repository.handovers()) handovers.push(await this.entries.one(id));
    const changes = journeys.flatMap((one) => changesOf(one, proved.entries));
    return {
      ...proved,
      wish,
      madeAt: this.clock.now(),
      by: actor.operator ? `${actor.operator.id} (${actor.operator.role ?? 'at the command line'})` : 'Portico',
      subjectId,
      journeys,
      changes: changes.map(({ change }) => change),
      receipts: changes.flatMap((one) => this.receiptOf(one)),
      people,
      handovers,
      jwks: this.signatures.keys,
    };
  }

  private async find({ about, id }: EvidenceWish): Promise<Pick<PackContent, 'subjectId' | 'journeys'>> {
    if (about === 'subject') {
      const journeys = await this.repository.journeysOf(id, MAX_JOURNEYS);
      if (!journeys) throw new Fault('not-found', { detail: 'There is no such subject.' });
      return { subjectId: id, journeys };
    }
    const journey = await this.repository.findJourney(id);
    if (!journey) throw new Fault('not-found', { detail: 'There is no journey with this journey_id.' });
    return { subjectId: journey.subjectId, journeys: [journey] };
  }

  private async people(
    actor: Actor,
    { personal, about, id }: EvidenceWish,
    subjectId: string,
  ): Promise<PackContent['people']> {
    if (personal === 'none') return new Map();
    return this.subjects.revealAll(actor, subjectId, about === 'journey' ? id : null, personal === 'masked');
  }

  /** None of an erased person: the consumer gets none either. */
  private receiptOf({ change: receipt, proof, isErased }: ProvedChange): PackedReceipt[] {
    if (isErased) return [];
    const { event_type: event, event_state: state, event_time: at } = receipt.event;
    const jws = this.signatures.jws(RECEIPT_TYPE, receipt);
    return [{ receipt, line: { receipt_id: receipt.header.receipt_id, event, state, at, jws, proof } }];
  }
}

/** A change of a consent that was confirmed, with the receipt of its entry. */
interface ProvedChange {
  readonly change: ConsentReceipt;
  readonly proof: string;
  readonly isErased: boolean;
}

function changesOf(journey: EvidenceJourney, entries: readonly ProvedEntry[]): ProvedChange[] {
  const { kind, reference, productId, organisationId, clientId, erasedAt } = journey;
  if (kind !== 'consent' || reference === null || productId === null) return [];
  const consent = { ...journey, consentHandle: reference, productId };
  return entries.flatMap(({ entry, receipt: proof }) => {
    const { entry_id: entryId, occurred_at: at, result, detail } = entry;
    const { from, to } = detail;
    if (result !== 'SUCCEEDED' || detail.consent_handle !== reference || typeof to !== 'string' || from === to)
      return [];
    const found = { entryId, occurredAt: new Date(at), detail: detail as Record<string, string> };
    const change = receiptOf(consent, { organisationId, clientId }, found);
    return change ? [{ change, proof, isErased: erasedAt !== null }] : [];
  });
}

const all = (): boolean => true;
