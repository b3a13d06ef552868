import { bounded, RETURN_URL, RETURN_URL_RULE } from '../../input/bounded-text';
import { Field } from '../../input/field';
import { oneOf, textLike } from '../../input/values';
import { LANGUAGE_TAG } from './language-tag';

const CUSTOMER_ID = bounded(64, /^[A-Za-z0-9_-]{1,64}$/);

/** A one-time onboarding link for the customer named in the path (1Money reference page "Create onboarding link"). */
export class CreateOnboardingLinkDto {
  /**
   * Where the user goes after the form, or on leaving it: https, of an origin registered for the consumer.
   * @example https://app.example.com/kyb/return?state=abc123
   */
  @Field(textLike(RETURN_URL, RETURN_URL_RULE), { isOptional: true })
  redirect_url?: string | null;

  /**
   * Language of the form (BCP 47). Extensions are taken and not passed on: they choose no language.
   * @example en-US
   */
  @Field(textLike(LANGUAGE_TAG, 'must be a language tag by BCP 47, such as en-US'), { isOptional: true })
  locale?: string | null;

  /**
   * `one-time`: 1Money's own link, which works once within thirty minutes. `durable`: a link of Portico's that lives
   * for days, survives mail scanners and previews, and mints 1Money's link when a person presses its button.
   * @example one-time
   */
  @Field(oneOf(['one-time', 'durable']), { isOptional: true })
  link?: 'one-time' | 'durable' | null;
}

/** A one-time onboarding link (1Money reference page "Create onboarding grant"). */
export class CreateGrantDto extends CreateOnboardingLinkDto {
  /** @example 0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10 */
  @Field(textLike(CUSTOMER_ID, 'must be a customer id'))
  customer_id: string;
}
