import { Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CLOCK, type Clock } from '../../config/clock';
import { type Caller, CurrentCaller, NeedsScope } from '../../http/request/caller';
import { Faults } from '../../http/errors/faults.decorator';
import { type Asked, AskedFor, MayBeDryRun, sendDryRun } from '../../dry-run/dry-run';
import { LinksService } from '../../links/links.service';
import { LINK_ID_HEADER, sendLink } from '../../links/send-link';
import type { Replayable } from '../../idempotency/idempotency.service';
import { GrantListDto } from './grant-list.dto';
import { CreateGrantDto, CreateOnboardingLinkDto, GrantDto } from './grant.dto';
import { GrantsService } from './grants.service';
import {
  EXAMPLE_CUSTOMER_ID,
  GRANT_FAULTS,
  GRANT_KEY,
  GRANTED,
  NEW_GRANT,
  NEW_LINK,
  ONBOARDING_REPLAYED,
} from '../onboarding.examples';

const CREATED = {
  description: 'The grant, with its link.',
  type: GrantDto,
  examples: GRANTED,
  headers: { ...ONBOARDING_REPLAYED, ...LINK_ID_HEADER },
};

const sendGrant = (
  reply: FastifyReply,
  links: LinksService,
  answer: Replayable,
  { link }: CreateOnboardingLinkDto,
): Promise<string> =>
  sendLink(reply, links, answer, link === 'durable' ? ({ onboarding_url }: GrantDto) => onboarding_url : null);

/** Onboarding grants, on the older paths of 1Money. */
@ApiTags('Onboarding')
@Controller('v1/customers')
export class GrantsController {
  constructor(
    private readonly grants: GrantsService,
    private readonly links: LinksService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('hosted/:customer_id/grants')
  @NeedsScope('onboarding:read')
  @ApiOperation({
    operationId: 'listOnboardingGrants',
    summary: 'List the grants of a customer',
    description: 'What became of each grant, and what to do next. Never a token or a one-time URL.',
  })
  @ApiParam(EXAMPLE_CUSTOMER_ID)
  @ApiOkResponse({ description: 'The grants.', type: GrantListDto })
  @Faults(
    '/v1/customers/hosted/0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10/grants',
    'unauthorized',
    'scope-missing',
    'not-found',
    'subject-erased',
    'database-unavailable',
  )
  async list(@CurrentCaller() caller: Caller, @Param('customer_id') customerId: string): Promise<GrantListDto> {
    const { customer, grants } = await this.grants.list(caller, customerId);
    return GrantListDto.from(customer, grants, this.clock.now());
  }

  @Post('onboarding/grants')
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
  @ApiCreatedResponse(CREATED)
  @MayBeDryRun()
  @Faults('/v1/customers/onboarding/grants', ...GRANT_FAULTS)
  async create(
    @CurrentCaller() caller: Caller,
    @AskedFor(CreateGrantDto) asked: Asked<CreateGrantDto>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    if (asked.rules.isDryRun) return sendDryRun(reply, await this.grants.dryRun(caller, asked));
    return sendGrant(reply, this.links, await this.grants.create(caller, asked), asked.dto);
  }
}

/** The same grants on the current path of 1Money. */
@ApiTags('Onboarding, current paths')
@Controller('v1/customers/:customer_id/onboarding_links')
export class OnboardingLinksController {
  constructor(
    private readonly grants: GrantsService,
    private readonly links: LinksService,
  ) {}

  @Post()
  @NeedsScope('onboarding:write')
  @ApiOperation({
    operationId: 'createOnboardingLink',
    summary: 'Create an onboarding link',
    description: 'As createOnboardingGrant, with the customer in the path.',
  })
  @ApiParam(EXAMPLE_CUSTOMER_ID)
  @ApiHeader(GRANT_KEY)
  @ApiBody({ type: CreateOnboardingLinkDto, examples: NEW_LINK })
  @ApiCreatedResponse(CREATED)
  @MayBeDryRun()
  @Faults('/v1/customers/0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10/onboarding_links', ...GRANT_FAULTS)
  async create(
    @CurrentCaller() caller: Caller,
    @Param('customer_id') customerId: string,
    @AskedFor(CreateOnboardingLinkDto) body: Asked<CreateOnboardingLinkDto>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const asked = { ...body, dto: { ...body.dto, customer_id: customerId } };
    if (asked.rules.isDryRun) return sendDryRun(reply, await this.grants.dryRun(caller, asked));
    return sendGrant(reply, this.links, await this.grants.create(caller, asked), asked.dto);
  }
}
