import { IsOptional, IsString, IsUrl, Matches, MaxLength } from 'class-validator';

export class CreateGrantDto {
  @IsString()
  @Matches(/^[A-Za-z0-9_-]{1,64}$/)
  customer_id: string;

  @IsOptional()
  @IsUrl({ protocols: ['https'], require_protocol: true, require_tld: false })
  @MaxLength(2048)
  redirect_url?: string;

  @IsOptional()
  @IsString()
  @Matches(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
  locale?: string;
}

export class GrantDto {
  onboarding_url: string;
  grant_token: string;
  expires_at: string;

  constructor(values: GrantDto) {
    Object.assign(this, values);
  }
}
