import { randomUUID } from 'node:crypto';
import { BadGatewayException, BadRequestException, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { isAxiosError } from 'axios';
import { DataSource, Repository } from 'typeorm';
import { AuditEvent, type Consumer, OnboardingGrant } from './entities.js';
import { type CreateGrantDto, GrantDto } from './grant.dto.js';
import { OneMoneyService, sha256 } from './one-money.service.js';

@Injectable()
export class AuditService {
  constructor(@InjectRepository(AuditEvent) private readonly events: Repository<AuditEvent>) {}

  async record(event: Partial<AuditEvent>): Promise<void> {
    await this.events.save(this.events.create({ ...event, id: randomUUID() }));
  }
}

@Injectable()
export class GrantsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly audit: AuditService,
    private readonly oneMoney: OneMoneyService,
  ) {}

  async create(consumer: Consumer, dto: CreateGrantDto, userAgent?: string): Promise<GrantDto> {
    const origin = dto.redirect_url && new URL(dto.redirect_url).origin;
    if (origin && !consumer.redirectOrigins.includes(origin)) throw new BadRequestException('redirect_url');
    const grantId = randomUUID();
    const data = JSON.stringify({ redirect_url: dto.redirect_url, locale: dto.locale });
    const common = {
      requestId: randomUUID(),
      consumer: consumer.clientId,
      action: 'onboarding.grant.create',
      payloadSha256: sha256(data),
    };
    await this.audit.record({
      ...common,
      phase: 'INTENT',
      detail: {
        customer_id: dto.customer_id,
        grant_id: grantId,
        locale: dto.locale,
        redirect_origin: origin,
        user_agent: userAgent,
      },
    });
    try {
      const response = await this.oneMoney.createLink(dto.customer_id, data, common.payloadSha256, grantId);
      await this.keep(consumer, dto, grantId, response.data, { ...common, httpStatus: response.status });
      return new GrantDto(response.data);
    } catch (error) {
      if (!isAxiosError(error)) throw error;
      const detail = { error: error.message };
      const httpStatus = error.response?.status ?? 0;
      await this.audit.record({ ...common, phase: 'OUTCOME', result: 'FAILED', httpStatus, detail });
      throw new BadGatewayException();
    }
  }

  private async keep(
    consumer: Consumer,
    dto: CreateGrantDto,
    grantId: string,
    issued: GrantDto,
    common: Partial<AuditEvent>,
  ): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const detail = { customer_id: dto.customer_id, grant_id: grantId, expires_at: issued.expires_at };
      await manager.save(
        manager.create(AuditEvent, { ...common, id: randomUUID(), phase: 'OUTCOME', result: 'SUCCEEDED', detail }),
      );
      await manager.save(
        manager.create(OnboardingGrant, {
          id: grantId,
          consumer: consumer.clientId,
          customerId: dto.customer_id,
          tokenHash: sha256(issued.grant_token),
          redirectUrl: dto.redirect_url,
          locale: dto.locale,
          expiresAt: new Date(issued.expires_at),
        }),
      );
    });
  }
}
