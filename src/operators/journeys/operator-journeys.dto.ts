import { ApiProperty } from '@nestjs/swagger';
import { bounded } from '../../input/bounded-text';
import { QueryField } from '../../input/field';
import { textLike } from '../../input/values';
import { TrackedJourneyDto } from '../../journeys/dto/tracked-journey.dto';
import type { FoundForOperator, ShownToOperator } from './operator-journeys.service';

const REFERENCE = bounded(64, /^[A-Za-z0-9_.-]{1,64}$/);
const CLIENT_ID = bounded(64, /^[A-Za-z0-9_-]{1,64}$/);

/** Which journeys. */
export class OperatorJourneysQueryDto {
  /** journey_id, customer_id or consent handle; with `consumer` also the consumer's own: the Idempotency-Key of the
   * first request, or the accountID of a consent.
   * @example 0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10 */
  @QueryField(textLike(REFERENCE, 'must be 1 to 64 letters, digits, dots, hyphens and underscores'))
  reference: string;

  /** Only this consumer's.
   * @example demo-consumer */
  @QueryField(textLike(CLIENT_ID, 'must be a client_id'), { isOptional: true })
  consumer?: string;
}

/** A journey that was found. Nothing in it is personal. */
export class FoundJourneyDto {
  @ApiProperty({ enum: ['onboarding', 'consent'], example: 'onboarding' })
  journey: string;

  @ApiProperty({ format: 'uuid', example: '01890a5d-ac96-774b-bcce-b302099a8057' })
  journey_id: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: "The vendor's id: customer_id, or consent handle.",
    example: '0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10',
  })
  reference: string | null;

  @ApiProperty({ format: 'uuid', description: 'Whom it is about: entries of the audit log name it.' })
  subject_id: string;

  @ApiProperty({ description: 'The client_id of the consumer whose journey it is.', example: 'demo-consumer' })
  consumer: string;

  @ApiProperty({ description: "The vendor's word for how it stands, as last confirmed.", example: 'INIT' })
  status: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T09:30:00.512Z' })
  requested_at: string;

  static from({ kind, found, consumer }: FoundForOperator): FoundJourneyDto {
    return {
      journey: kind.name,
      journey_id: found.journeyId,
      reference: found.reference,
      subject_id: found.subjectId,
      consumer,
      status: found.status,
      requested_at: found.requestedAt.toISOString(),
    };
  }
}

/** The journeys with a reference, the newest first. */
export class FoundJourneysDto {
  journeys: FoundJourneyDto[];
}

/** An event of a journey, as its consumer was told. */
export class JourneyEventDto {
  @ApiProperty({ format: 'uuid', example: '019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4' })
  event_id: string;

  /** @example onboarding.customer.created */
  type: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T09:30:00.512Z' })
  occurred_at: string;
}

/** A journey as its consumer sees it in GET /v1/journeys/{reference}, with the consumer and its events. */
export class OperatorJourneyDto extends TrackedJourneyDto {
  @ApiProperty({ format: 'uuid' })
  subject_id: string;

  /** @example demo-consumer */
  consumer: string;

  @ApiProperty({ type: [JourneyEventDto], description: 'The newest hundred, newest first.' })
  events: JourneyEventDto[];

  static of({ one, tracked, events }: ShownToOperator): OperatorJourneyDto {
    return {
      ...TrackedJourneyDto.from(tracked),
      subject_id: one.found.subjectId,
      consumer: one.consumer,
      events: events.map(({ event_id, type, occurred_at }) => ({
        event_id,
        type,
        occurred_at: occurred_at.toISOString(),
      })),
    };
  }
}

/** What the vendor said. */
export class AskedDto {
  @ApiProperty({ description: 'Whether the status differs from the one that was known.', example: false })
  has_changed: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'The status before, where it has changed.', example: null })
  from: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The status now, where it has changed.', example: null })
  to: string | null;
}

/** Personal data of a journey, in clear. */
export class RevealedDto {
  @ApiProperty({ format: 'uuid', example: '01890a5d-ac96-774b-bcce-b302099a8057' })
  journey_id: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description:
      'Of a consent: vua, party_identifier, pan, account, redirect_url. Of a business: email, while an answer ' +
      'that has it is kept to be answered again; afterwards none.',
    example: { vua: '9876543210@onemoney', party_identifier: '9876543210' },
  })
  personal: Record<string, string>;
}

/** How many subscriptions the event is sent to again. */
export class RedeliveredDto {
  /** @example 1 */
  subscriptions: number;
}
