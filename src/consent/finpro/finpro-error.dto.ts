import { ApiProperty } from '@nestjs/swagger';
import { FINPRO_VERSION, type FinproEnvelope } from './finpro-envelope';

/** FinPro's error envelope: five fields, all of them text. Tell errors apart by HTTP status and errorCode. */
export class FinproErrorDto implements FinproEnvelope {
  /** @example 1.21.0 */
  ver: string = FINPRO_VERSION;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T10:30:45.912Z' })
  timestamp: string;

  /** @example InvalidRequest */
  errorCode: string;

  /** Which field or rule is at fault.
   * @example "productID should not be empty" */
  errorMsg: string;

  @ApiProperty({
    pattern: '^FP[0-9]{4}$',
    description: "FinPro's number of the error; for logs only.",
    example: 'FP0901',
  })
  status: string;
}
