import { ApiProperty } from '@nestjs/swagger';
import { ANY_UUID } from '../../input/bounded-text';
import { QueryField } from '../../input/field';
import { oneOf, textLike, wholeNumber } from '../../input/values';
import type { EventDelivery } from './event-delivery.entity';

const STATES = ['PENDING', 'DELIVERED', 'DEAD'] as const;

/** The delivery of one event to one subscription. */
export class DeliveryDto {
  @ApiProperty({ format: 'uuid', example: '019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4' })
  event_id: string;

  @ApiProperty({
    enum: STATES,
    description: 'DEAD: every attempt failed; redeliver it when the target works again.',
    example: 'DELIVERED',
  })
  state: (typeof STATES)[number];

  /** @example 1 */
  attempts: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Of a pending one.' })
  next_attempt_at: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  last_attempt_at: string | null;

  @ApiProperty({ type: Number, nullable: true, description: 'HTTP status of the last answer.', example: 204 })
  last_status: number | null;

  @ApiProperty({
    enum: [
      'refused',
      'unreachable',
      'timeout',
      'connection-broken',
      'redirect-or-too-large',
      'forbidden-address',
      'failed',
      'disabled',
    ],
    nullable: true,
    description: 'Why the last attempt failed.',
    example: null,
  })
  last_problem: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  delivered_at: string | null;

  static from({
    eventId,
    state,
    attempts,
    dueAt,
    lastAttemptAt,
    lastStatus,
    lastProblem,
    deliveredAt,
  }: EventDelivery): DeliveryDto {
    return {
      event_id: eventId,
      state,
      attempts,
      next_attempt_at: dueAt?.toISOString() ?? null,
      last_attempt_at: lastAttemptAt?.toISOString() ?? null,
      last_status: lastStatus,
      last_problem: lastProblem,
      delivered_at: deliveredAt?.toISOString() ?? null,
    };
  }
}

/** Deliveries of a subscription, newest event first. */
export class DeliveryListDto {
  deliveries: DeliveryDto[];
}

/** Which deliveries to list. */
export class ListDeliveriesQueryDto {
  @QueryField(oneOf(STATES), { isOptional: true, description: 'Only those in this state.' })
  state?: (typeof STATES)[number];

  @QueryField(textLike(ANY_UUID, 'must be the id of an event'), {
    isOptional: true,
    description: 'The event_id of the last delivery of the page before.',
  })
  before?: string;

  @QueryField(wholeNumber(1, 500), {
    isOptional: true,
    default: 100,
    description: 'Deliveries in a page.',
    example: 100,
  })
  limit?: number;
}
