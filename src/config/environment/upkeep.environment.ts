import { IsIn, IsNumber, IsOptional, Matches, Max, Min } from 'class-validator';
import { IsNetworkList, IsSecretList, toNumber, WholeOf } from '../rules';

const HEADER = { pattern: /^[A-Za-z][A-Za-z0-9-]{0,63}$/, rule: 'must be the name of a header' };
const SECRETS = 'must be secrets of 8 to 512 visible characters, separated by commas';

/** Variables for webhooks from vendors, polling and events to consumers. Defaults and units are in upkeep.config.ts. */
export class UpkeepEnvironment {
  @IsOptional()
  @IsSecretList({ message: SECRETS })
  ONE_MONEY_WEBHOOK_SECRETS?: string;

  @IsOptional()
  @Matches(HEADER.pattern, { message: HEADER.rule })
  ONE_MONEY_WEBHOOK_SIGNATURE_HEADER?: string;

  @IsOptional()
  @Matches(HEADER.pattern, { message: HEADER.rule })
  ONE_MONEY_WEBHOOK_TIMESTAMP_HEADER?: string;

  @IsOptional()
  @IsIn(['hex', 'base64'], { message: 'must be hex or base64' })
  ONE_MONEY_WEBHOOK_ENCODING?: string;

  @IsOptional()
  @IsIn(['body', 'timestamp.body'], { message: 'must be body or timestamp.body' })
  ONE_MONEY_WEBHOOK_SIGNS?: string;

  @IsOptional()
  @Matches(/^[\w.:-]{1,80}(,[\w.:-]{1,80})*$/, { message: 'must be names of events, separated by commas' })
  ONE_MONEY_WEBHOOK_EVENTS?: string;

  @IsOptional()
  @IsSecretList({ message: SECRETS })
  FINPRO_WEBHOOK_SECRETS?: string;

  @IsOptional()
  @Matches(HEADER.pattern, { message: HEADER.rule })
  FINPRO_WEBHOOK_SIGNATURE_HEADER?: string;

  @IsOptional()
  @Matches(HEADER.pattern, { message: HEADER.rule })
  FINPRO_WEBHOOK_TIMESTAMP_HEADER?: string;

  @IsOptional()
  @IsIn(['hex', 'base64'], { message: 'must be hex or base64' })
  FINPRO_WEBHOOK_ENCODING?: string;

  @IsOptional()
  @IsIn(['body', 'timestamp.body'], { message: 'must be body or timestamp.body' })
  FINPRO_WEBHOOK_SIGNS?: string;

  @WholeOf('seconds', 1, 3_600)
  WEBHOOK_TOLERANCE_SECONDS?: number;

  @IsOptional()
  @toNumber
  @IsNumber({}, { message: 'must be a number of seconds' })
  @Min(0.05, { message: 'must be at least 0.05 (s)' })
  @Max(86_400, { message: 'must be at most 86400 (s)' })
  POLL_INTERVAL_SECONDS?: number;

  @IsOptional()
  @IsNetworkList({ message: 'must be networks such as 10.20.0.0/16, separated by commas' })
  EVENT_TARGETS_ALLOWED?: string;

  @WholeOf('milliseconds', 100, 60_000)
  EVENT_DELIVERY_TIMEOUT_MS?: number;

  @WholeOf('days', 7, 3_650)
  EVENTS_KEPT_DAYS?: number;

  @WholeOf('days', 7, 3_650)
  WEBHOOKS_KEPT_DAYS?: number;

  @WholeOf('days', 30, 3_650)
  LINKS_KEPT_DAYS?: number;
}
