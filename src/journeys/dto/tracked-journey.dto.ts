import { ApiProperty } from '@nestjs/swagger';
import { ProvenanceDto } from '../../http/provenance/provenance.dto';
import type { Owner } from '../diagnosis';
import type { TrackedJourney } from '../journey-tracking.service';
import { type StuckAt, STUCK_AT_MEANINGS } from '../stuck-at';
import { type Step, STEPS, type TimelineEntry } from '../timeline';

const meanings = (words: Readonly<Record<string, string>>): string =>
  Object.entries(words)
    .map(([word, meaning]) => `${word}: ${meaning}`)
    .join(' ');
const OUTCOMES = ['STARTED', 'SUCCEEDED', 'REFUSED', 'FAILED', 'UNKNOWN'] as const;

/** One entry of the timeline. */
export class TimelineEntryDto {
  @ApiProperty({ format: 'date-time', example: '2026-01-15T09:30:10.000Z' })
  at: string;

  @ApiProperty({ enum: Object.keys(STEPS), description: meanings(STEPS), example: 'LINK' })
  step: Step;

  @ApiProperty({ description: 'As in the audit log.', example: 'onboarding.grant.create' })
  action: string;

  @ApiProperty({ description: 'Who did it: consumer, browser (a person), vendor, portico.', example: 'consumer' })
  actor: string;

  @ApiProperty({
    enum: OUTCOMES,
    description: 'STARTED: the vendor is being asked; the end follows, unless it was lost.',
    example: 'SUCCEEDED',
  })
  outcome: (typeof OUTCOMES)[number];

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: '019abf6e-21c4-7a35-9b1e-3c0f6f0f2a11' })
  request_id: string | null;

  @ApiProperty({ type: String, nullable: true, description: "The vendor's own name of the exchange.", example: null })
  vendor_request_id: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'Ids, words and times; nothing personal.',
    example: { grant_id: '01890a5d-ac96-774b-bcce-b302099a8057' },
  })
  facts: Record<string, string>;

  static from({
    at,
    step,
    action,
    actor,
    outcome,
    requestId,
    vendorRequestId,
    facts,
  }: TimelineEntry): TimelineEntryDto {
    return {
      at: at.toISOString(),
      step,
      action,
      actor,
      outcome,
      request_id: requestId,
      vendor_request_id: vendorRequestId,
      facts: { ...facts },
    };
  }
}

/** Another journey with the same reference. */
export class OtherJourneyDto {
  @ApiProperty({ format: 'uuid', example: '01890a5d-ac96-774b-bcce-b302099a8057' })
  journey_id: string;

  @ApiProperty({ type: String, nullable: true, example: '3a3f2d96-fc3b-42e5-804f-e65d10a4be98' })
  reference: string | null;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T09:30:00.512Z' })
  requested_at: string;
}

/** Where a journey waits, since when, for whom, what helps, and how it got there. No personal data. */
export class TrackedJourneyDto {
  @ApiProperty({ enum: ['onboarding', 'consent'], example: 'onboarding' })
  journey: string;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: "Portico's id; null where nothing came of the request.",
    example: '01890a5d-ac96-774b-bcce-b302099a8057',
  })
  journey_id: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: "The vendor's id: customer_id, or consent handle.",
    example: '0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10',
  })
  reference: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: "The vendor's word for how it stands, as last confirmed.",
    example: 'INIT',
  })
  status: string | null;

  @ApiProperty({
    type: ProvenanceDto,
    nullable: true,
    description: 'On whose word, since when, and until when the status may be relied on.',
  })
  claim: ProvenanceDto | null;

  @ApiProperty({
    type: String,
    enum: [...Object.keys(STUCK_AT_MEANINGS), null],
    nullable: true,
    description: `Where it waits; null: nothing is waited for any more. ${meanings(STUCK_AT_MEANINGS)}`,
    example: 'LINK_EXPIRED',
  })
  stuck_at: StuckAt | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-01-15T10:00:10.000Z' })
  since: string | null;

  @ApiProperty({
    type: String,
    enum: ['USER', 'PORTICO', 'VENDOR', 'CONSUMER', null],
    nullable: true,
    description: 'Who has to act next.',
    example: 'CONSUMER',
  })
  owner: Owner | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The fault (see /errors), or how the visit ended, where that is known.',
    example: null,
  })
  reason: string | null;

  @ApiProperty({
    description: 'What helps.',
    example:
      'Create a grant and send the user to its onboarding_url: the earlier link is used or over, and what the ' +
      'user saved is kept.',
  })
  next_action: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The reference of the consent that this one renews; null of a customer.',
    example: null,
  })
  renews: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The reference of the consent that renews this one; null of a customer.',
    example: null,
  })
  renewed_by: string | null;

  @ApiProperty({ type: [TimelineEntryDto], description: 'Oldest first.' })
  timeline: TimelineEntryDto[];

  @ApiProperty({ type: [OtherJourneyDto], description: 'Older journeys with the same reference.' })
  other_journeys: OtherJourneyDto[];

  static from({
    journey,
    journeyId,
    reference,
    status,
    provenance,
    diagnosis,
    timeline,
    renewal,
    others,
  }: TrackedJourney): TrackedJourneyDto {
    return {
      journey,
      journey_id: journeyId,
      reference,
      status,
      claim: provenance && ProvenanceDto.of(provenance),
      stuck_at: diagnosis.stuckAt,
      since: diagnosis.since?.toISOString() ?? null,
      owner: diagnosis.owner,
      reason: diagnosis.reason,
      next_action: diagnosis.nextAction,
      renews: renewal?.renews ?? null,
      renewed_by: renewal?.renewedBy ?? null,
      timeline: timeline.map((entry) => TimelineEntryDto.from(entry)),
      other_journeys: others.map((other) => ({
        journey_id: other.journeyId,
        reference: other.reference,
        requested_at: other.requestedAt.toISOString(),
      })),
    };
  }
}
