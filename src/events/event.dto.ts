import { ApiProperty } from '@nestjs/swagger';
import { bounded } from '../input/bounded-text';
import { QueryField } from '../input/field';
import { someOfQuery, textLike, wholeNumber } from '../input/values';
import { EVENT_TYPE_NAMES, type EventType } from './event-types';

const CURSOR = bounded(18, /^(?:0|[1-9][0-9]{0,17})$/);

const EXAMPLE = {
  customer_id: '0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10',
  status: 'PENDING_REVIEW',
  previous_status: 'INIT',
  revision: 1,
  confirmed_by: 'WEBHOOK',
  as_of: '2026-01-15T09:41:12.301Z',
  stale_after: '2026-01-15T09:43:12.301Z',
};

/** Something that happened in a journey. A delivery to a subscription has the same members, without `cursor`. */
export class EventDto {
  @ApiProperty({
    format: 'uuid',
    description: 'The same in every delivery; the webhook-id there.',
    example: '019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4',
  })
  id: string;

  @ApiProperty({ enum: EVENT_TYPE_NAMES, example: 'onboarding.customer.status_changed' })
  type: EventType;

  @ApiProperty({ format: 'date-time', description: 'When it happened.', example: '2026-01-15T09:41:12.340Z' })
  timestamp: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'By type, as in the webhooks section of this document. No personal data.',
    example: EXAMPLE,
  })
  data: Record<string, unknown>;
}

/** An event in the consumer's order. */
export class ListedEventDto extends EventDto {
  @ApiProperty({ description: 'Go on behind this event.', example: '4711' })
  cursor: string;
}

/** Events in their order, and the position from which to continue. */
export class EventPageDto {
  events: ListedEventDto[];

  @ApiProperty({
    description:
      'Give it as cursor to go on; the one that was given when there was nothing new. It passes over events of ' +
      'other types than those asked for.',
    example: '4711',
  })
  next_cursor: string;

  /** Whether more are there already. */
  has_more: boolean;
}

/** Which events to list. */
export class ListEventsQueryDto {
  @QueryField(textLike(CURSOR, 'must be a cursor that Portico gave'), {
    isOptional: true,
    description: 'The next_cursor of the page before; none: from the beginning.',
    example: '0',
  })
  cursor?: string;

  @QueryField(wholeNumber(1, 500), { isOptional: true, default: 100, description: 'Events in a page.', example: 100 })
  limit?: number;

  @QueryField(wholeNumber(0, 30, 'a whole number of seconds'), {
    isOptional: true,
    default: 0,
    description: 'Seconds to wait for an event when there is none.',
    example: 0,
  })
  wait?: number;

  @QueryField(someOfQuery(EVENT_TYPE_NAMES, 'must be types of events, separated by commas'), {
    isOptional: true,
    description: 'Types of events, separated by commas; none: all.',
    example: ['onboarding.customer.status_changed'],
  })
  types?: EventType[];
}
