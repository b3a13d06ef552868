import { ApiProperty } from '@nestjs/swagger';
import { KYB_STATUSES } from '../../kyb/kyb-status';
import type { FullCustomer } from '../../one-money/one-money.full-customer';

/** The corrections that compliance asks for in the company's part. */
export class CompanyIssueDto {
  @ApiProperty({ type: String, nullable: true, required: false, example: 'Acme Robotics GmbH' })
  company_name?: string | null;

  /** For people; text of 1Money's reviewers, to be escaped where it is shown.
   * @example "Proof of address is older than 90 days" */
  description: string;

  @ApiProperty({ type: String, nullable: true, required: false, example: 'DOCUMENT_OUTDATED' })
  reject_reason?: string | null;
}

/** The corrections that compliance asks for concerning one person. */
export class PersonIssueDto {
  /** @example 5d0a8c52-7f5e-4a0c-8a54-6a1f0a9b2c11 */
  associated_person_id: string;

  @ApiProperty({ type: String, nullable: true, required: false, example: 'Zoë Kim' })
  name?: string | null;

  /** @example "Passport image is not legible" */
  description: string;

  @ApiProperty({ type: String, nullable: true, required: false, example: 'DOCUMENT_UNREADABLE' })
  reject_reason?: string | null;
}

/** The items that compliance flagged. */
export class ReviewIssuesDto {
  @ApiProperty({ type: CompanyIssueDto, nullable: true, required: false })
  company_issues?: CompanyIssueDto | null;

  associated_person_issues?: PersonIssueDto[];
}

/** A postal address. */
export class AddressDto {
  /** @example "1 Foundry Road" */
  street_line_1: string;

  @ApiProperty({ type: String, nullable: true, required: false, example: '2nd floor' })
  street_line_2?: string | null;

  /** @example Berlin */
  city: string;

  /** @example BE */
  state: string;

  @ApiProperty({ type: String, nullable: true, required: false, example: 'Mitte' })
  subdivision?: string | null;

  @ApiProperty({ type: String, nullable: true, required: false, example: '10115' })
  postal_code?: string | null;

  /** ISO 3166-1 alpha-3.
   * @example DEU */
  country: string;
}

/** An owner, controller, signer or director; no documents and no identity numbers. */
export class AssociatedPersonDto {
  /** @example 5d0a8c52-7f5e-4a0c-8a54-6a1f0a9b2c11 */
  associated_person_id: string;

  /** @example zoe@acme.example */
  email: string;

  /** @example Zoë */
  first_name: string;

  @ApiProperty({ type: String, nullable: true, required: false, example: null })
  middle_name?: string | null;

  /** @example Kim */
  last_name: string;

  /** @example 1990-01-31 */
  birth_date: string;

  /** @example DEU */
  primary_nationality: string;

  residential_address: AddressDto;

  /** @example UltimateBeneficialOwner */
  applicant_type: string;

  /** Roles, joined by `|`.
   * @example signer|director */
  title: string;

  /** A stake of 25 % or more. */
  has_ownership: boolean;

  @ApiProperty({ type: Number, nullable: true, required: false, example: 40 })
  ownership_percentage?: number | null;

  has_control: boolean;

  is_signer: boolean;

  is_director: boolean;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T09:30:00.512Z' })
  created_at: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T09:30:00.512Z' })
  updated_at: string;
}

/**
 * The full customer, with the flagged items: 1Money's members and no others (reference page "Get customer"). Read at
 * 1Money each time, never stored.
 */
export class FullCustomerDto {
  /** @example 0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10 */
  customer_id: string;

  /** @example ops@acme.example */
  email: string;

  /** @example "Acme Robotics GmbH" */
  business_legal_name: string;

  @ApiProperty({ enum: Object.keys(KYB_STATUSES), example: 'INIT' })
  status: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T09:30:00.512Z' })
  created_at: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T09:30:00.512Z' })
  updated_at: string;

  @ApiProperty({ type: [AssociatedPersonDto], example: [] })
  associated_persons: AssociatedPersonDto[];

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

  static from(full: FullCustomer): FullCustomerDto {
    return Object.assign(new FullCustomerDto(), full);
  }
}
