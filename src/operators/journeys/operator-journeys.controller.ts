import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { VENDOR_FAULTS } from '../../http/errors/faults.decorator';
import { CurrentOperator, NeedsRole, type OperatorCaller } from '../../http/request/operator';
import { SubjectsService } from '../../subjects/subjects.service';
import { ActFaults, actorOf, ReadFaults } from '../act';
import { ReasonDto } from '../reason.dto';
import {
  AskedDto,
  FoundJourneyDto,
  FoundJourneysDto,
  OperatorJourneyDto,
  OperatorJourneysQueryDto,
  RedeliveredDto,
  RevealedDto,
} from './operator-journeys.dto';
import { OperatorJourneysService } from './operator-journeys.service';
import { RedeliveryService } from './redelivery.service';

const JOURNEY_ID = {
  name: 'journey_id',
  schema: { type: 'string' as const, format: 'uuid', example: '01890a5d-ac96-774b-bcce-b302099a8057' },
};
const EVENT_ID = {
  name: 'event_id',
  schema: { type: 'string' as const, format: 'uuid', example: '019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4' },
};
const ONE = '/operator/v1/journeys/01890a5d-ac96-774b-bcce-b302099a8057';

/** The journeys of every consumer, and what can be done for one. */
@ApiTags('Journeys')
@Controller('operator/v1')
export class OperatorJourneysController {
  constructor(
    private readonly journeys: OperatorJourneysService,
    private readonly redeliveries: RedeliveryService,
    private readonly subjects: SubjectsService,
  ) {}

  @Get('journeys')
  @NeedsRole('operator', 'support')
  @ApiOperation({
    operationId: 'operatorFindJourneys',
    summary: 'Find journeys by a reference',
    description: 'Of every consumer, the newest first. Nothing personal is in the answer, and no vendor is asked.',
  })
  @ApiOkResponse({ description: 'The journeys.', type: FoundJourneysDto })
  @ReadFaults('/operator/v1/journeys')
  async find(@Query() { reference, consumer }: OperatorJourneysQueryDto): Promise<FoundJourneysDto> {
    return { journeys: (await this.journeys.find(reference, consumer)).map((one) => FoundJourneyDto.from(one)) };
  }

  @Get('journeys/:journey_id')
  @NeedsRole('operator', 'support')
  @ApiOperation({
    operationId: 'operatorGetJourney',
    summary: 'Where is this user stuck?',
    description: 'As the consumer sees it, with the consumer and its events. Nothing personal is in the answer.',
  })
  @ApiParam(JOURNEY_ID)
  @ApiOkResponse({ description: 'The journey, and where it waits.', type: OperatorJourneyDto })
  @ReadFaults(ONE, 'not-found')
  async get(@Param('journey_id') journeyId: string): Promise<OperatorJourneyDto> {
    return OperatorJourneyDto.of(await this.journeys.show(journeyId));
  }

  @Post('journeys/:journey_id/ask')
  @HttpCode(200)
  @NeedsRole('operator')
  @ApiOperation({
    operationId: 'operatorAskVendor',
    summary: 'Ask the vendor now',
    description: 'Reads the status at the vendor, as the next poll would. A change is an event for the consumer.',
  })
  @ApiParam(JOURNEY_ID)
  @ApiOkResponse({ description: 'What the vendor said.', type: AskedDto })
  @ActFaults(`${ONE}/ask`, 'not-found', 'request-in-flight', ...VENDOR_FAULTS)
  async ask(
    @CurrentOperator() operator: OperatorCaller,
    @Param('journey_id') journeyId: string,
    @Body() { reason }: ReasonDto,
  ): Promise<AskedDto> {
    const change = await this.journeys.ask(actorOf(operator, reason), journeyId);
    return { has_changed: change !== null, from: change?.from ?? null, to: change?.to ?? null };
  }

  @Post('journeys/:journey_id/reveal')
  @HttpCode(200)
  @NeedsRole('operator')
  @ApiOperation({
    operationId: 'operatorRevealJourney',
    summary: 'See the personal data of a journey',
    description: 'In clear. The entry of the audit log is committed before the answer is sent.',
  })
  @ApiParam(JOURNEY_ID)
  @ApiOkResponse({ description: 'The personal data.', type: RevealedDto })
  @ActFaults(`${ONE}/reveal`, 'not-found', 'subject-erased')
  async reveal(
    @CurrentOperator() operator: OperatorCaller,
    @Param('journey_id') journeyId: string,
    @Body() { reason }: ReasonDto,
  ): Promise<RevealedDto> {
    const { found } = await this.journeys.get(journeyId);
    const personal = await this.subjects.reveal(actorOf(operator, reason), found.subjectId, found.journeyId);
    return { journey_id: found.journeyId, personal };
  }

  @Post('events/:event_id/redeliver')
  @HttpCode(202)
  @NeedsRole('operator')
  @ApiOperation({
    operationId: 'operatorRedeliverEvent',
    summary: 'Send an event again',
    description: 'To every live subscription of its consumer that it was addressed to, whatever became of it.',
  })
  @ApiParam(EVENT_ID)
  @ApiAcceptedResponse({ description: 'It is sent again.', type: RedeliveredDto })
  @ActFaults('/operator/v1/events/019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4/redeliver', 'not-found', 'subscription-disabled')
  async redeliver(
    @CurrentOperator() operator: OperatorCaller,
    @Param('event_id') eventId: string,
    @Body() { reason }: ReasonDto,
  ): Promise<RedeliveredDto> {
    return { subscriptions: await this.redeliveries.redeliver(actorOf(operator, reason), eventId) };
  }
}
