import { ApiProperty } from '@nestjs/swagger';
import { ClaimDto } from '../../http/dto/claim.dto';
import { claimOf } from '../claim-of';
import type { Customer } from '../entities/customer.entity';
import { KYB_STATUSES } from '../kyb-status';
import type { FullCustomer } from '../one-money.full-customer';

/** What compliance wants corrected in the company's part. */
export class CompanyIssueDto {
  @ApiProperty({ type: String, nullable: true, required: false, example: 'Acme Robotics GmbH' })
  company_name?: string | null;

  /** For people; text of 1Money's reviewers, to be escaped where it is shown.
   * @example Proof of address is older than 90 days */
  description: string;

  /** @example DOCUMENT_OUTDATED */
  reject_reason?: string;
}

/** What compliance wants corrected for one person. */
export class PersonIssueDto {
  /** @example 5d0a8c52-7f5e-4a0c-8a54-6a1f0a9b2c11 */
  associated_person_id: string;

  /** @example Zoë Kim */
  name?: string;

  /** @example Passport image is not legible */
  description: string;

  /** @example DOCUMENT_UNREADABLE */
  reject_reason?: string;
}

/** The items that compliance flagged. */
export class ReviewIssuesDto {
  @ApiProperty({ type: CompanyIssueDto, nullable: true, required: false })
  company_issues?: CompanyIssueDto | null;

  associated_person_issues?: PersonIssueDto[];
}

/** A postal address. */
export class AddressDto {
  /** @example 1 Foundry Road */
  street_line_1: string;

  /** @example 2nd floor */
  street_line_2?: string;

  /** @example Berlin */
  city: string;

  /** @example BE */
  state: string;

  /** @example Mitte */
  subdivision?: string;

  @ApiProperty({ required: false, example: '10115' })
  postal_code?: string;

  /** ISO 3166-1 alpha-3.
   * @example DEU */
  country: string;
}

/** The full customer (1Money reference page "Get customer"): also the flagged items. Read at 1Money each time, never kept. */
export class FullCustomerDto extends ClaimDto {
  /** @example 0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10 */
  customer_id: string;

  /** @example ops@acme.example */
  email: string;

  /** @example Acme Robotics GmbH */
  business_legal_name: string;

  @ApiProperty({ enum: Object.keys(KYB_STATUSES), example: 'INIT' })
  status: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T09:30:00.512Z' })
  created_at: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T09:30:00.512Z' })
  updated_at: string;

  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true }, description: 'Owners, controllers, signers and directors; no documents and no identity numbers.', example: [] })
  associated_persons: Record<string, unknown>[];

  @ApiProperty({ type: ReviewIssuesDto, nullable: true, required: false })
  review_issues?: ReviewIssuesDto | null;

  @ApiProperty({ type: String, nullable: true, required: false, example: null })
  business_description?: string | null;

  @ApiProperty({ type: String, nullable: true, required: false, example: null })
  business_type?: string | null;

  @ApiProperty({ type: String, nullable: true, required: false, example: null })
  business_industry?: string | null;

  @ApiProperty({ type: String, nullable: true, required: false, example: null })
  business_registration_number?: string | null;

  @ApiProperty({ type: String, nullable: true, required: false, example: null })
  date_of_incorporation?: string | null;

  @ApiProperty({ type: String, nullable: true, required: false, example: null })
  incorporation_country?: string | null;

  @ApiProperty({ type: String, nullable: true, required: false, example: null })
  incorporation_state?: string | null;

  @ApiProperty({ type: String, nullable: true, required: false, example: null })
  primary_website?: string | null;

  @ApiProperty({ type: String, nullable: true, required: false, example: null })
  tax_id?: string | null;

  @ApiProperty({ type: String, nullable: true, required: false, example: null })
  tax_type?: string | null;

  @ApiProperty({ type: String, nullable: true, required: false, example: null })
  tax_country?: string | null;

  @ApiProperty({ type: String, nullable: true, required: false, example: null })
  submitted_at?: string | null;

  @ApiProperty({ type: String, nullable: true, required: false, example: null })
  terms_signed_at?: string | null;

  @ApiProperty({ type: Boolean, nullable: true, required: false, example: null })
  publicly_traded?: boolean | null;

  @ApiProperty({ type: AddressDto, nullable: true, required: false, example: null })
  registered_address?: AddressDto | null;

  @ApiProperty({ type: AddressDto, nullable: true, required: false, example: null })
  physical_address?: AddressDto | null;

  static from(customer: Customer, full: FullCustomer): FullCustomerDto {
    return Object.assign(new FullCustomerDto(), full, claimOf(customer));
  }
}
