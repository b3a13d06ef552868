import { TARGET_URL, TARGET_URL_RULE } from '../../input/bounded-text';
import { Field } from '../../input/field';
import { someOf, textLike } from '../../input/values';
import { EVENT_TYPE_NAMES, type EventType } from '../event-types';

/** Where events are to be sent, and which ones. */
export class CreateSubscriptionDto {
  /**
   * https, without a fragment, at a public address or in a network that the operator allows. Redirects are not
   * followed.
   * @example https://hooks.example.com/portico
   */
  @Field(textLike(TARGET_URL, TARGET_URL_RULE))
  url: string;

  @Field(someOf(EVENT_TYPE_NAMES, 'must be types of events'), {
    isOptional: true,
    description: 'None: every type, also those to come.',
    example: ['onboarding.customer.status_changed'],
  })
  event_types?: EventType[] | null;
}
