import { isEmail, IsIn, IsOptional } from 'class-validator';
import { bounded, boundedBy, Text } from '../../http/bounded-text';

/** Something but white space, and no angle bracket; each character can be read in one way only. */
const PLAIN_TEXT = /^\s*[^\s<>][^<>]*$/;
const NO_HTML = 'must be plain text, without HTML';
const EMAIL = boundedBy(254, (text) => isEmail(text), { format: 'email' });

/** A business that is to be onboarded (1Money reference page "Create lightweight customer"). */
export class CreateCustomerDto {
  /**
   * Unique among all customers.
   * @example ops@acme.example
   */
  @Text({ pattern: EMAIL, message: 'must be an e-mail address' })
  email: string;

  /**
   * Of the person who will fill in the form. Plain text.
   * @example Zoë
   */
  @Text({ min: 1, pattern: bounded(255, PLAIN_TEXT), message: NO_HTML })
  first_name: string;

  /** @example Kim */
  @Text({ min: 1, pattern: bounded(255, PLAIN_TEXT), message: NO_HTML })
  last_name: string;

  /** @example Acme Robotics GmbH */
  @IsOptional()
  @Text({ min: 1, pattern: bounded(100, PLAIN_TEXT), message: NO_HTML })
  company_name?: string | null;

  /** Only businesses can be onboarded. */
  @IsIn(['BUSINESS', 'Business'], { message: 'must be BUSINESS' })
  customer_type: 'BUSINESS' | 'Business';
}
