import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import type { FieldRuleName } from '../../field-rules';

/** One invalid field of the input. */
export class FieldErrorDto {
  /** JSON Pointer (RFC 6901) into the body, or query/<name>, or header/<name>.
   * @example /redirect_url */
  pointer: string;

  @ApiProperty({
    anyOf: ['SchemaRule', 'JsonRule', 'BusinessRule'].map((name) => ({ $ref: getSchemaPath(name) })),
    description: 'The rule that is broken; names do not change, and more may come.',
    example: 'origin_not_registered',
  })
  code: FieldRuleName;

  /** @example "must have one of the origins registered for the consumer" */
  detail: string;
}

/** One fault that a dry run found: what a real request would be answered with. */
export class ViolationDto {
  @ApiProperty({ format: 'uri-reference', description: 'As in the answer to a real request.' })
  type: string;

  /** @example "The KYB status does not allow a grant" */
  title: string;

  @ApiProperty({ type: 'integer', example: 409 })
  status: number;

  /** @example Conflict */
  code: string;

  /** @example "The KYB status is APPROVED: a grant can be made in INIT, PENDING_RESPONSE and REJECTED only." */
  detail: string;

  /** Each field that is at fault. */
  errors?: FieldErrorDto[];

  @ApiProperty({
    type: 'integer',
    required: false,
    description: 'Seconds until a real request may succeed, as in its Retry-After: of a quota, until it is renewed.',
    example: 62468,
  })
  retry_after_seconds?: number;

  /** @example "Nothing is left to do: the business is verified." */
  next_action: string;
}

/** RFC 9457 problem details that are also 1Money's error envelope. */
export class ProblemDto {
  @ApiProperty({ format: 'uri-reference', example: '/errors#bad-request' })
  type: string;

  /** @example "The request breaks a rule" */
  title: string;

  @ApiProperty({ type: 'integer', description: 'The HTTP status again.', example: 400 })
  status: number;

  /** The HTTP reason in 1Money's spelling.
   * @example Bad_Request */
  code: string;

  /** @example "redirect_url: must be an https URL" */
  detail: string;

  /** The path of the request.
   * @example /v1/customers/onboarding/grants */
  instance: string;

  /** Each field that is at fault. */
  errors?: FieldErrorDto[];

  /** Of a dry run: everything that would be refused, in the order in which a real request would be. */
  violations?: ViolationDto[];

  /** @example 019abf6e-21c4-7a35-9b1e-3c0f6f0f2a11 */
  request_id: string;

  /** Whether the same request may succeed later. */
  retryable: boolean;

  /** What to do next.
   * @example "Correct the fields named in errors and send the request again." */
  next_action: string;
}
