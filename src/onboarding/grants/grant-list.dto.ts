import { ApiProperty } from '@nestjs/swagger';
import { ProvenanceDto } from '../../http/provenance/provenance.dto';
import { provenanceOf } from '../customers/provenance';
import type { Customer } from '../customers/customer.entity';
import type { OnboardingGrant } from './onboarding-grant.entity';
import { KYB_STATUSES, type KybStatus, mayGrant, nextActionWithoutGrant } from '../kyb/kyb-status';

/** What became of one grant. Neither its link nor its token is stored. */
export class GrantSummaryDto {
  @ApiProperty({ format: 'uuid', example: '01890a5d-ac96-774b-bcce-b302099a8057' })
  grant_id: string;

  @ApiProperty({
    enum: ['ISSUED', 'RETURNED', 'EXPIRED'],
    description:
      'RETURNED: the browser came back through Portico. EXPIRED: thirty minutes passed without a return that ' +
      'Portico saw.',
    example: 'ISSUED',
  })
  state: 'ISSUED' | 'RETURNED' | 'EXPIRED';

  @ApiProperty({
    enum: ['managed', 'direct'],
    description: 'managed: the browser comes back through Portico. direct: it goes to the redirect_url by itself.',
    example: 'managed',
  })
  return_mode: 'managed' | 'direct';

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'The language in which 1Money shows its pages, as its link names it; it may be another one than was asked for. ' +
      'Where the link names none: the one that was asked for.',
    example: 'en-US',
  })
  locale: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: "The language that was asked for, in which Portico's own pages are shown where Portico has it.",
    example: 'de-DE',
  })
  requested_locale: string | null;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T09:30:10.000Z' })
  issued_at: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T10:00:10.000Z' })
  expires_at: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  returned_at: string | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The durable link whose click asked for it.',
    example: null,
  })
  link_id: string | null;

  static from(grant: OnboardingGrant, now: Date): GrantSummaryDto {
    const state = grant.returnedAt ? 'RETURNED' : grant.expiresAt <= now ? 'EXPIRED' : 'ISSUED';
    return {
      grant_id: grant.grantId,
      state,
      return_mode: grant.returnMode,
      locale: grant.shownLocale ?? grant.locale,
      requested_locale: grant.locale,
      issued_at: grant.issuedAt.toISOString(),
      expires_at: grant.expiresAt.toISOString(),
      returned_at: grant.returnedAt?.toISOString() ?? null,
      link_id: grant.linkId,
    };
  }
}

/** The grants of a customer, newest first, and what to do next. */
export class GrantListDto extends ProvenanceDto {
  /** @example 0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10 */
  customer_id: string;

  @ApiProperty({
    enum: Object.keys(KYB_STATUSES),
    description: 'KYB status, as 1Money last confirmed it.',
    example: 'INIT',
  })
  status: KybStatus;

  /** @example "Create a grant and send the user to its onboarding_url." */
  next_action: string;

  /** At most the newest hundred. */
  grants: GrantSummaryDto[];

  static from(customer: Customer, grants: readonly OnboardingGrant[], now: Date): GrantListDto {
    const { customerId, status } = customer;
    const nextAction = mayGrant(status)
      ? 'Create a grant and send the user to its onboarding_url.'
      : nextActionWithoutGrant(status);
    return {
      customer_id: customerId,
      status,
      ...provenanceOf(customer),
      next_action: nextAction,
      grants: grants.map((grant) => GrantSummaryDto.from(grant, now)),
    };
  }
}
