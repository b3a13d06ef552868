import { IsIn, IsOptional } from 'class-validator';
import { bounded, Text } from '../../http/bounded-text';

const LOCALE = bounded(30, /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/);
const CUSTOMER_ID = bounded(64, /^[A-Za-z0-9_-]{1,64}$/);

/** A one-time onboarding link for the customer named in the path (1Money reference page "Create onboarding link"). */
export class CreateOnboardingLinkDto {
  /**
   * Where the user goes after the form, or on leaving it: https, of an origin registered for the consumer.
   * @example https://app.example.com/kyb/return?state=abc123
   */
  @IsOptional()
  @Text({ max: 2048 })
  redirect_url?: string | null;

  /**
   * Language of the form (BCP 47).
   * @example en-US
   */
  @IsOptional()
  @Text({ pattern: LOCALE, message: 'must be a language tag, such as en-US' })
  locale?: string | null;

  /**
   * `one-time`: 1Money's own link, which works once within thirty minutes. `durable`: a link of Portico's that lives for
   * days, survives mail scanners and previews, and mints 1Money's link when a person presses its button.
   * @example one-time
   */
  @IsOptional()
  @IsIn(['one-time', 'durable'], { message: 'must be one-time or durable' })
  link?: 'one-time' | 'durable' | null;
}

/** A one-time onboarding link (1Money reference page "Create onboarding grant"). */
export class CreateGrantDto extends CreateOnboardingLinkDto {
  /** @example 0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10 */
  @Text({ pattern: CUSTOMER_ID, message: 'must be a customer id' })
  customer_id: string;
}
