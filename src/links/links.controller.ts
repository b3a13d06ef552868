import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CLOCK, type Clock } from '../config/clock';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { type Caller, CurrentCaller, NeedsScope } from '../http/request/caller';
import { Faults } from '../http/errors/faults.decorator';
import { TakesNoBody } from '../input/no-body';
import { FindLinksQueryDto } from './dto/find-links.query.dto';
import { DurableLinkDto, DurableLinkListDto } from './dto/durable-link.dto';
import { type InspectedLink, LinksService } from './links.service';

const PAGE_SIZE = 100;
const LINK_ID = {
  name: 'link_id',
  description: 'As answered where links are listed.',
  schema: { type: 'string' as const, example: '01890a5d-ac96-774b-bcce-b302099a8057' },
};
const INSTANCE = '/v1/links/01890a5d-ac96-774b-bcce-b302099a8057';

/** The durable links of a consumer. */
@ApiTags('Links')
@NeedsScope('onboarding:read', 'consent:read')
@Controller('v1/links')
export class LinksController {
  constructor(
    private readonly links: LinksService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'listDurableLinks',
    summary: 'List durable links',
    description:
      'Newest first, a hundred at a time: those of journeys that the scopes allow to read. Never a URL or a token.',
  })
  @ApiOkResponse({ description: 'A page of durable links.', type: DurableLinkListDto })
  @Faults('/v1/links', 'bad-request', 'unauthorized', 'scope-missing', 'database-unavailable')
  async list(@CurrentCaller() caller: Caller, @Query() query: FindLinksQueryDto): Promise<DurableLinkListDto> {
    const found = await this.links.list(caller, query, PAGE_SIZE);
    return {
      links: found.map((link) => this.dto(link)),
      next_before: found.length < PAGE_SIZE ? null : found.at(-1)!.link.linkId,
    };
  }

  @Get(':link_id')
  @ApiOperation({
    operationId: 'getDurableLink',
    summary: 'Inspect a durable link',
    description: 'Says what a person who opens it would find. Inspecting does not use it up.',
  })
  @ApiParam(LINK_ID)
  @ApiOkResponse({ description: 'The durable link.', type: DurableLinkDto })
  @Faults(INSTANCE, 'unauthorized', 'scope-missing', 'not-found', 'database-unavailable')
  async get(@CurrentCaller() caller: Caller, @Param('link_id') linkId: string): Promise<DurableLinkDto> {
    return this.dto(await this.links.inspect(caller, linkId));
  }

  @Post(':link_id/revoke')
  @NeedsScope('onboarding:write', 'consent:write')
  @TakesNoBody()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'revokeDurableLink',
    summary: 'Revoke a durable link',
    description:
      "From now on it leads nowhere. A vendor's link that a click minted before keeps its own life. Revoking " +
      'once more changes nothing.',
  })
  @ApiParam(LINK_ID)
  @ApiOkResponse({ description: 'The durable link.', type: DurableLinkDto })
  @Faults(`${INSTANCE}/revoke`, 'unauthorized', 'scope-missing', 'not-found', 'database-unavailable')
  async revoke(@CurrentCaller() caller: Caller, @Param('link_id') linkId: string): Promise<DurableLinkDto> {
    return this.dto(await this.links.revoke(caller, linkId));
  }

  private dto(link: InspectedLink): DurableLinkDto {
    return DurableLinkDto.from(link, this.config.durableLinks.clicksPerDay, this.clock.now());
  }
}
