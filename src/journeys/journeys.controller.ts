import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, NeedsScope } from '../http/request/caller';
import { Faults } from '../http/errors/faults.decorator';
import { TrackedJourneyDto } from './dto/tracked-journey.dto';
import { JourneyListDto, JourneyListQueryDto } from './dto/journey-list.dto';
import { JourneyListService } from './journey-list.service';
import { JourneyTrackingService } from './journey-tracking.service';

const REFERENCE = {
  name: 'reference',
  description:
    "journey_id; the vendor's id (customer_id, consent handle); or the consumer's own: the Idempotency-Key of " +
    'the first request, or the accountID of a consent (one that is . or .. cannot stand in a path: GET ' +
    '/v1/consents?account_id= finds it).',
  schema: { type: 'string' as const, example: '0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10' },
};

const USUAL = 20;
const instantOf = (text: string): Date => new Date(text);

/** Where a user is stuck. */
@ApiTags('Journeys')
@NeedsScope('onboarding:read', 'consent:read')
@Controller('v1/journeys')
export class JourneysController {
  constructor(
    private readonly journeys: JourneyTrackingService,
    private readonly lists: JourneyListService,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'listJourneys',
    summary: 'List journeys, and where each waits',
    description:
      "The consumer's own of every kind that its scopes let it read, newest first, by status, by where they wait, " +
      'and by when they began. From what Portico knows: no vendor is asked. Nothing personal is in it; erased ' +
      'businesses are left out.',
  })
  @ApiOkResponse({ description: 'A page of journeys.', type: JourneyListDto })
  @Faults('/v1/journeys', 'bad-request', 'unauthorized', 'scope-missing', 'database-unavailable')
  async list(
    @CurrentCaller() caller: Caller,
    @Query() { state, stuck_at: stuckAt, since, cursor, limit = USUAL }: JourneyListQueryDto,
  ): Promise<JourneyListDto> {
    const filter = { state, stuckAt, since: since === undefined ? undefined : instantOf(since), after: cursor };
    return JourneyListDto.from(await this.lists.list(caller, filter, limit));
  }

  @Get(':reference')
  @ApiOperation({
    operationId: 'getJourney',
    summary: 'Where is my user stuck?',
    description:
      'One ordered timeline of a journey, where it waits, since when, for whom, and what helps: from what ' +
      'Portico knows, no vendor is asked. Of several journeys with one reference the newest is told, and the ' +
      'others are named. Nothing personal is in it.',
  })
  @ApiParam(REFERENCE)
  @ApiOkResponse({ description: 'The journey, and where it waits.', type: TrackedJourneyDto })
  @Faults(
    '/v1/journeys/0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10',
    'unauthorized',
    'scope-missing',
    'not-found',
    'database-unavailable',
  )
  async get(@CurrentCaller() caller: Caller, @Param('reference') reference: string): Promise<TrackedJourneyDto> {
    return TrackedJourneyDto.from(await this.journeys.track(caller, reference));
  }
}
