import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller, NeedsScope } from '../../http/request/caller';
import { Faults } from '../../http/errors/faults.decorator';
import { OptionalIdempotencyKeyHeader } from '../../idempotency/idempotency-key.decorator';
import { LinksService } from '../../links/links.service';
import { LINK_ID_HEADER, sendLink } from '../../links/send-link';
import { CreateGrantDto } from './create-grant.dto';
import { GrantDto } from './grant.dto';
import { GrantCreationService } from './grant-creation.service';
import { GRANT_FAULTS, GRANT_KEY, NEW_GRANT, REPLAYED } from '../onboarding.examples';

/** Onboarding grants, on the older path of 1Money. */
@ApiTags('Onboarding')
@Controller('v1/customers/onboarding/grants')
export class GrantsController {
  constructor(
    private readonly grants: GrantCreationService,
    private readonly links: LinksService,
  ) {}

  @Post()
  @NeedsScope('onboarding:write')
  @ApiOperation({
    operationId: 'createOnboardingGrant',
    summary: 'Create an onboarding grant',
    description:
      'Answers a one-time URL that lives thirty minutes: send the user there at once. With `link: durable` it ' +
      "answers a URL of Portico's that lives for days and may be mailed: 1Money's link is minted when a person " +
      "presses its button; grant_token is then the durable link's own. Possible while the KYB status is INIT, " +
      'PENDING_RESPONSE or REJECTED. With an Idempotency-Key a repetition answers the same bytes, with ' +
      'Idempotent-Replayed: true, as long as the link lives.',
  })
  @ApiHeader(GRANT_KEY)
  @ApiBody({ type: CreateGrantDto, examples: NEW_GRANT })
  @ApiCreatedResponse({
    description: 'The grant, with its link.',
    type: GrantDto,
    headers: { ...REPLAYED, ...LINK_ID_HEADER },
  })
  @Faults('/v1/customers/onboarding/grants', ...GRANT_FAULTS)
  async create(
    @CurrentCaller() caller: Caller,
    @OptionalIdempotencyKeyHeader() key: string | null,
    @Body() dto: CreateGrantDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendLink(
      reply,
      this.links,
      await this.grants.create(caller, key, dto),
      dto.link === 'durable' ? ({ onboarding_url }: GrantDto) => onboarding_url : null,
    );
  }
}
