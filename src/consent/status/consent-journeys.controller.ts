import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, NeedsScope } from '../../http/request/caller';
import { Faults } from '../../http/errors/faults.decorator';
import { ConsentsService } from './consents.service';
import { JourneyDto, JourneyPageDto, JourneyPageQueryDto } from './dto/journey.dto';

const DEFAULT_PAGE = 50;

/** The state of each consent journey, and what to do next. */
@NeedsScope('consent:read')
@ApiTags('Consent')
@Controller('v1/consents')
export class ConsentJourneysController {
  constructor(private readonly consents: ConsentsService) {}

  @Get()
  @ApiOperation({
    operationId: 'listConsentJourneys',
    summary: 'List consent journeys',
    description: 'As last confirmed, newest first. Personal data is masked; never a one-time URL.',
  })
  @ApiOkResponse({ description: 'A page of journeys.', type: JourneyPageDto })
  @Faults('/v1/consents', 'bad-request', 'unauthorized', 'scope-missing', 'database-unavailable')
  async list(
    @CurrentCaller() caller: Caller,
    @Query() { limit = DEFAULT_PAGE, cursor, account_id: accountId }: JourneyPageQueryDto,
  ): Promise<JourneyPageDto> {
    const wanted = { before: cursor ?? null, accountId: accountId ?? null, most: limit };
    return JourneyPageDto.from(await this.consents.page(caller, wanted));
  }

  @Get(':consent_handle')
  @ApiOperation({
    operationId: 'getConsentJourney',
    summary: 'Get a consent journey',
    description:
      'The status is read at FinPro at this moment; while FinPro cannot be asked, it is the one that `as_of` and ' +
      '`confirmed_by` tell.',
  })
  @ApiParam({
    name: 'consent_handle',
    schema: { type: 'string', format: 'uuid', example: '3a3f2d96-fc3b-42e5-804f-e65d10a4be98' },
  })
  @ApiOkResponse({ description: 'The journey.', type: JourneyDto })
  @Faults(
    '/v1/consents/3a3f2d96-fc3b-42e5-804f-e65d10a4be98',
    'unauthorized',
    'scope-missing',
    'not-found',
    'subject-erased',
    'database-unavailable',
  )
  async get(@CurrentCaller() caller: Caller, @Param('consent_handle') consentHandle: string): Promise<JourneyDto> {
    return JourneyDto.from(await this.consents.read(caller, consentHandle));
  }
}
