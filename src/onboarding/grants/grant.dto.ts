import { ApiProperty } from '@nestjs/swagger';
import { bounded, RETURN_URL, RETURN_URL_RULE } from '../../input/bounded-text';
import { Field } from '../../input/field';
import { oneOf, textLike } from '../../input/values';
import type { IssuedGrant } from '../one-money/hosted-customer';
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
   * Language of the form (BCP 47). 1Money may show another one, which its link then names. Portico's own pages are in
   * en, hi, de or zh, and in en for any other. Extensions are taken and not passed on: they choose no language.
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

/**
 * A link. A one-time link works once, for 30 minutes: send the user's browser there at once, and keep it out of mails
 * and logs. A durable one may be sent.
 */
export class GrantDto {
  @ApiProperty({
    format: 'uri',
    example: 'https://1money.example.com/onboarding/start?grant_token=og_5mZr3Qh0cV7nT1yXk2LwB9sD',
  })
  onboarding_url: string;

  /** The secret in the link: 1Money's in a one-time one, Portico's in a durable one.
   * @example og_5mZr3Qh0cV7nT1yXk2LwB9sD */
  grant_token: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T10:00:10.000Z' })
  expires_at: string;

  static from({ url, token, expiresAt }: Omit<IssuedGrant, 'locale' | 'issuedAt'>): GrantDto {
    return { onboarding_url: url, grant_token: token, expires_at: expiresAt.toISOString() };
  }
}
