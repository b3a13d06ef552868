import { createHash, createHmac } from 'node:crypto';
import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import type { AxiosResponse } from 'axios';
import { firstValueFrom } from 'rxjs';
import type { GrantDto } from './grant.dto.js';

/** 1Money's onboarding links, over axios. */
@Injectable()
export class OneMoneyService {
  constructor(
    private readonly http: HttpService,
    private readonly config: ConfigService,
  ) {}

  createLink(customerId: string, data: string, payloadHash: string, key: string): Promise<AxiosResponse<GrantDto>> {
    const path = `/v1/customers/${customerId}/onboarding_links`;
    const accessKey = this.config.getOrThrow<string>('ONE_MONEY_ACCESS_KEY');
    const secretKey = Buffer.from(this.config.getOrThrow<string>('ONE_MONEY_SECRET_KEY'), 'base64url');
    const timestamp = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
    const text = [accessKey, timestamp, 'POST', path, payloadHash].join('\n');
    const signature = createHmac('sha256', secretKey).update(text).digest('hex');
    return firstValueFrom(
      this.http.post<GrantDto>(path, data, {
        headers: {
          'Content-Type': 'application/json',
          Authorization: `OneMoney-HMAC-SHA256 ${accessKey}:${timestamp}:${signature}`,
          'X-OM-Date': timestamp,
          'Idempotency-Key': key,
        },
      }),
    );
  }
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
