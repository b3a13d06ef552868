import { ApiProperty } from '@nestjs/swagger';
import { DEFAULT_ACCOUNT, VENDOR_NAMES } from '../../config/vendor';
import { type Consumer, presentAccounts } from '../../consumers/registry/consumer-registry';

/** A consumer, without its secrets. */
export class OperatorConsumerDto {
  /** @example lending-app */
  client_id: string;

  /** @example lending */
  organisation_id: string;

  @ApiProperty({ type: [String], example: ['app'] })
  application_ids: string[];

  @ApiProperty({ type: [String], example: ['onboarding:read'] })
  scopes: string[];

  @ApiProperty({ type: [String], example: ['https://app.example.com'] })
  redirect_origins: string[];

  @ApiProperty({ type: [String], example: ['LOAN01'] })
  product_ids: string[];

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'By vendor: the account in which its new journeys begin.',
    example: Object.fromEntries(VENDOR_NAMES.map((vendor) => [vendor, DEFAULT_ACCOUNT])),
  })
  vendor_accounts: Record<string, string>;

  @ApiProperty({ type: Number, nullable: true, description: 'Null: as configured.', example: null })
  rate_limit_per_minute: number | null;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T09:30:00.512Z' })
  created_at: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  secret_rotated_at: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Null: enabled.', example: null })
  disabled_at: string | null;

  static from(consumer: Consumer): OperatorConsumerDto {
    return {
      client_id: consumer.clientId,
      organisation_id: consumer.organisationId,
      application_ids: [consumer.applicationId, ...consumer.otherApplicationIds],
      scopes: consumer.scopes,
      redirect_origins: consumer.redirectOrigins,
      product_ids: consumer.productIds,
      vendor_accounts: presentAccounts(consumer.vendorAccounts),
      rate_limit_per_minute: consumer.rateLimitPerMinute,
      created_at: consumer.createdAt.toISOString(),
      secret_rotated_at: consumer.secretRotatedAt?.toISOString() ?? null,
      disabled_at: consumer.disabledAt?.toISOString() ?? null,
    };
  }
}

/** All consumers, by client_id. */
export class OperatorConsumersDto {
  consumers: OperatorConsumerDto[];
}
