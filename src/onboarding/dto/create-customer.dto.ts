import { IsEmail, IsIn, IsOptional, IsString, Length, Matches, MaxLength } from 'class-validator';

const PLAIN_TEXT = { regex: /^[^<>]*\S[^<>]*$/, message: 'must be plain text, without HTML' };

/** A business that is to be onboarded (1Money reference page "Create lightweight customer"). */
export class CreateCustomerDto {
  /**
   * Unique among all customers.
   * @example ops@acme.example
   */
  @IsEmail({}, { message: 'must be an e-mail address' })
  @MaxLength(254, { message: 'must be at most 254 characters' })
  email: string;

  /**
   * Of the person who will fill in the form. Plain text.
   * @example Zoë
   */
  @IsString({ message: 'must be a string' })
  @Length(1, 255, { message: 'must be 1 to 255 characters' })
  @Matches(PLAIN_TEXT.regex, { message: PLAIN_TEXT.message })
  first_name: string;

  /** @example Kim */
  @IsString({ message: 'must be a string' })
  @Length(1, 255, { message: 'must be 1 to 255 characters' })
  @Matches(PLAIN_TEXT.regex, { message: PLAIN_TEXT.message })
  last_name: string;

  /** @example Acme Robotics GmbH */
  @IsOptional()
  @IsString({ message: 'must be a string' })
  @Length(1, 100, { message: 'must be 1 to 100 characters' })
  @Matches(PLAIN_TEXT.regex, { message: PLAIN_TEXT.message })
  company_name?: string | null;

  /** Only businesses can be onboarded. */
  @IsIn(['BUSINESS', 'Business'], { message: 'must be BUSINESS' })
  customer_type: 'BUSINESS' | 'Business';
}
