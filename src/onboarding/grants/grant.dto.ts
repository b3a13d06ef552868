import { ApiProperty } from '@nestjs/swagger';
import type { IssuedGrant } from '../one-money/hosted-customer';

/**
 * A link. A one-time link works once, for 30 minutes: send the user's browser there at once, and keep it out of mails
 * and logs. A durable one may be sent.
 */
export class GrantDto {
  @ApiProperty({
    format: 'uri',
    example: 'http://localhost:4000/onboarding/start?grant_token=og_5mZr3Qh0cV7nT1yXk2LwB9sD',
  })
  onboarding_url: string;

  /** The secret in the link: 1Money's in a one-time one, Portico's in a durable one.
   * @example og_5mZr3Qh0cV7nT1yXk2LwB9sD */
  grant_token: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T10:00:10.000Z' })
  expires_at: string;

  static from({ url, token, expiresAt }: IssuedGrant): GrantDto {
    return { onboarding_url: url, grant_token: token, expires_at: expiresAt.toISOString() };
  }
}
