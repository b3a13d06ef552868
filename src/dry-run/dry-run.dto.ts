import { ApiProperty } from '@nestjs/swagger';

/** The call to the vendor that a real request would cause. */
export class WouldSendDto {
  /** @example POST */
  method: string;

  /** @example /v1/customers/0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10/onboarding_links */
  path: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'Credentials and signatures are masked.',
    example: { Accept: 'application/json', Authorization: 'OneMoney-HMAC-SHA256 ***', 'X-OM-Date': '***' },
  })
  headers: Readonly<Record<string, string>>;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'Personal data and one-time values are masked.',
    example: { redirect_url: 'https://portico.example.com/return/onboarding/***', locale: 'en-US' },
  })
  body: object;
}

/** A dry run that found no broken rule. */
export class DryRunDto {
  @ApiProperty({ enum: [true], example: true })
  dry_run: true;

  @ApiProperty({
    type: WouldSendDto,
    nullable: true,
    description: 'Null where no vendor is called before a person presses the button of a durable link.',
  })
  would_send: WouldSendDto | null;
}
