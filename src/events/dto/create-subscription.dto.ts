import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { ListOf, Text } from '../../http/bounded-text';
import { EVENT_TYPE_NAMES, type EventType } from '../event-types';

/** Where events are to be sent, and which. */
export class CreateSubscriptionDto {
  /**
   * https, at a public address or in a network that the operator allows. Redirects are not followed.
   * @example https://hooks.example.com/portico
   */
  @Text({ max: 2048 })
  url: string;

  @ApiProperty({ enum: EVENT_TYPE_NAMES, isArray: true, uniqueItems: true, required: false, description: 'None: every type, also those to come.', example: ['onboarding.customer.status_changed'] })
  @IsOptional()
  @ListOf(EVENT_TYPE_NAMES, 'must be types of events')
  event_types?: EventType[];
}
