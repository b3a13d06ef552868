import { ApiProperty } from '@nestjs/swagger';
import { lastEndOf } from '../../privacy/replaced-secrets';
import type { NewSubscription } from './webhook-subscription.entity';
import { EVENT_TYPE_NAMES } from '../event-types';

/** Where a consumer's events are sent. */
export class SubscriptionDto {
  @ApiProperty({ format: 'uuid', example: '019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4' })
  subscription_id: string;

  @ApiProperty({ format: 'uri', example: 'https://hooks.example.com/portico' })
  url: string;

  @ApiProperty({ enum: EVENT_TYPE_NAMES, isArray: true, description: 'Empty: every type.' })
  event_types: string[];

  @ApiProperty({ enum: ['ACTIVE', 'DISABLED'], example: 'ACTIVE' })
  state: 'ACTIVE' | 'DISABLED';

  @ApiProperty({
    enum: ['CONSUMER', 'GONE', 'OPERATOR'],
    nullable: true,
    description: 'GONE: the target answered 410. OPERATOR: the consumer was disabled.',
    example: null,
  })
  disabled_because: 'CONSUMER' | 'GONE' | 'OPERATOR' | null;

  @ApiProperty({ format: 'date-time' })
  created_at: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  disabled_at: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Until then deliveries carry further signatures, under the secrets before, each for its own day.',
    example: null,
  })
  previous_secret_until: string | null;

  static from({
    subscriptionId,
    url,
    eventTypes,
    createdAt,
    disabledAt,
    disabledBecause,
    replacedSecrets,
  }: NewSubscription): SubscriptionDto {
    return {
      subscription_id: subscriptionId,
      url,
      event_types: eventTypes,
      state: disabledAt === null ? 'ACTIVE' : 'DISABLED',
      disabled_because: disabledBecause,
      created_at: createdAt.toISOString(),
      disabled_at: disabledAt?.toISOString() ?? null,
      previous_secret_until: lastEndOf(replacedSecrets)?.toISOString() ?? null,
    };
  }
}

/** A subscription with its secret, which is shown only this once. */
export class SubscriptionWithSecretDto extends SubscriptionDto {
  @ApiProperty({
    description: 'Signs the deliveries (Standard Webhooks). Told here and never again.',
    example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=',
  })
  secret: string;

  static withSecret(subscription: NewSubscription, secret: string): SubscriptionWithSecretDto {
    return { ...SubscriptionDto.from(subscription), secret };
  }
}

/** The subscriptions of a consumer, newest first. */
export class SubscriptionListDto {
  subscriptions: SubscriptionDto[];
}
