import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { EVENT_TYPE_NAMES, type EventType } from '../event-types';

/** Where events are to be sent, and which. */
export class CreateSubscriptionDto {
  /**
   * https, at a public address or in a network that the operator allows. Redirects are not followed.
   * @example https://hooks.example.com/portico
   */
  @IsString({ message: 'must be a string' })
  @MaxLength(2048, { message: 'must be at most 2048 characters' })
  url: string;

  @ApiProperty({ enum: EVENT_TYPE_NAMES, isArray: true, required: false, description: 'None: every type, also those to come.', example: ['onboarding.customer.status_changed'] })
  @IsOptional()
  @IsArray({ message: 'must be an array' })
  @ArrayMaxSize(EVENT_TYPE_NAMES.length, { message: `must be at most ${EVENT_TYPE_NAMES.length} types` })
  @ArrayUnique({ message: 'must name each type once' })
  @IsIn(EVENT_TYPE_NAMES, { each: true, message: 'must be types of events' })
  event_types?: EventType[];
}
