import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, CurrentCaller, NeedsScope } from '../http/request/caller';
import { Faults } from '../http/errors/faults.decorator';
import { EventPageDto, ListEventsQueryDto } from './event.dto';
import { EventsService } from './events.service';
import { payloadOf } from './event-payload';

const MAX_WAITING = 100;

/** Lists events for consumers that poll. */
@ApiTags('Events')
@Controller('v1/events')
export class EventsController {
  constructor(private readonly events: EventsService) {}

  @Get()
  @NeedsScope('events:read')
  @ApiOperation({
    operationId: 'listEvents',
    summary: 'List what happened in your journeys',
    description:
      'In one order that never changes: an event that was committed later never appears before one that you ' +
      'have. With wait, the answer comes as soon as there is an event.',
  })
  @ApiOkResponse({ description: 'The events, and where to go on.', type: EventPageDto })
  @Faults('/v1/events', 'bad-request', 'unauthorized', 'scope-missing', 'too-many-waiting', 'database-unavailable')
  async list(
    @CurrentCaller() caller: Caller,
    @Query() query: ListEventsQueryDto,
    @Req() { method }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EventPageDto> {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const [position, most] = [query.cursor ?? '0', query.limit ?? MAX_WAITING];
    const waitSeconds = method === 'HEAD' ? 0 : (query.wait ?? 0);
    const types = query.types ?? [];
    const { events, next, isMore } = await this.events.list(
      caller,
      { position, types, most, waitMs: waitSeconds * 1000 },
      gone.signal,
    );
    return {
      events: events.map((event) => ({ ...payloadOf(event), cursor: event.position })),
      next_cursor: next,
      has_more: isMore,
    };
  }
}
