import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { ANY_UUID, Text } from '../../http/bounded-text';
import type { EventDelivery } from '../entities/event-delivery.entity';

const STATES = ['PENDING', 'DELIVERED', 'DEAD'] as const;

/** What became of one event on its way to one subscription. */
export class DeliveryDto {
  @ApiProperty({ format: 'uuid', example: '019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4' })
  event_id: string;

  @ApiProperty({ enum: STATES, description: 'DEAD: every attempt failed; redeliver it when the target works again.', example: 'DELIVERED' })
  state: (typeof STATES)[number];

  /** @example 1 */
  attempts: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Of a pending one.' })
  next_attempt_at: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  last_attempt_at: string | null;

  @ApiProperty({ type: Number, nullable: true, description: 'HTTP status of the last answer.', example: 204 })
  last_status: number | null;

  @ApiProperty({ enum: ['refused', 'unreachable', 'timeout', 'connection-broken', 'redirect-or-too-large', 'forbidden-address', 'failed', 'disabled'], nullable: true, description: 'Why the last attempt failed.', example: null })
  last_problem: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  delivered_at: string | null;

  static from({ eventId, state, attempts, dueAt, lastAttemptAt, lastStatus, lastProblem, deliveredAt }: EventDelivery): DeliveryDto {
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

/** Which deliveries. */
export class ListDeliveriesQueryDto {
  @ApiProperty({ required: false, enum: STATES })
  @IsOptional()
  @IsIn(STATES, { message: `must be one of ${STATES.join(', ')}` })
  state?: (typeof STATES)[number];

  @ApiProperty({ required: false, format: 'uuid', description: 'The event_id of the last delivery of the page before.' })
  @IsOptional()
  @Text({ pattern: ANY_UUID, message: 'must be the id of an event' })
  before?: string;

  @ApiProperty({ required: false, minimum: 1, maximum: 500, default: 100 })
  @IsOptional()
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number' })
  @Min(1, { message: 'must be at least 1' })
  @Max(500, { message: 'must be at most 500' })
  limit?: number;
}
