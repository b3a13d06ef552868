import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, NeedsScope } from '../../http/request/caller';
import { Faults } from '../../http/errors/faults.decorator';
import { ProofsService } from '../../tlog/proofs.service';
import { CHECKPOINT_EXAMPLE, CONSISTENCY_EXAMPLE, RECEIPT_EXAMPLE, TEXT } from './audit.examples';
import { AuditEventDto, AuditEventListDto } from './audit-event.dto';
import { ConsistencyQueryDto } from './consistency.query.dto';
import { FindEventsQueryDto } from './find-events.query.dto';
import { EntriesService } from './entries.service';

const ENTRY_ID = {
  name: 'entry_id',
  schema: { type: 'string' as const, format: 'uuid', example: '019abf6e-21c4-7a35-9b1e-3c0f6f0f2a11' },
};
const text = (description: string, example: string): MethodDecorator =>
  ApiOkResponse({ description, content: { 'text/plain': { schema: { type: 'string' }, example } } });

/** The log and its proofs. */
@ApiTags('Audit')
@NeedsScope('audit:read')
@Controller('v1/audit')
export class AuditController {
  constructor(
    private readonly entries: EntriesService,
    private readonly proofs: ProofsService,
  ) {}

  @Get('events')
  @ApiOperation({
    operationId: 'listAuditEvents',
    summary: 'List audit entries',
    description:
      'Your own, newest first; with subject also what happened by itself to your customer. An entry stands where ' +
      'its id belongs, so one that commits late may appear on a page that you have read already.',
  })
  @ApiOkResponse({ description: 'A page of entries.', type: AuditEventListDto })
  @Faults('/v1/audit/events', 'bad-request', 'unauthorized', 'scope-missing', 'database-unavailable')
  async list(@CurrentCaller() caller: Caller, @Query() query: FindEventsQueryDto): Promise<AuditEventListDto> {
    return AuditEventListDto.from(await this.entries.find(caller, query));
  }

  @Get('events/:entry_id')
  @ApiOperation({
    operationId: 'getAuditEvent',
    summary: 'Get an audit entry',
    description: 'Your own, or one about your customer in which no consumer acts.',
  })
  @ApiParam(ENTRY_ID)
  @ApiOkResponse({ description: 'The entry.', type: AuditEventDto })
  @Faults(
    '/v1/audit/events/019abf6e-21c4-7a35-9b1e-3c0f6f0f2a11',
    'unauthorized',
    'scope-missing',
    'not-found',
    'database-unavailable',
  )
  async get(@CurrentCaller() caller: Caller, @Param('entry_id') entryId: string): Promise<AuditEventDto> {
    return AuditEventDto.from(await this.entries.get(caller, entryId));
  }

  @Get('events/:entry_id/proof')
  @Header('Content-Type', TEXT)
  @ApiOperation({
    operationId: 'getAuditEventProof',
    summary: 'Get a receipt that proves an entry',
    description:
      'A c2sp.org/tlog-proof against the newest checkpoint, which carries the entry in its extra data: keep it ' +
      'as a file, and check it with tools/verify-receipt or any program of your own.',
  })
  @ApiParam(ENTRY_ID)
  @text('The receipt', RECEIPT_EXAMPLE)
  @Faults(
    '/v1/audit/events/019abf6e-21c4-7a35-9b1e-3c0f6f0f2a11/proof',
    'unauthorized',
    'scope-missing',
    'not-found',
    'not-provable-yet',
    'database-unavailable',
  )
  async receipt(@CurrentCaller() caller: Caller, @Param('entry_id') entryId: string): Promise<string> {
    return this.entries.receipt(caller, entryId);
  }

  @Get('checkpoint')
  @Header('Content-Type', TEXT)
  @ApiOperation({
    operationId: 'getAuditCheckpoint',
    summary: 'Get the newest checkpoint',
    description:
      'A c2sp.org/tlog-checkpoint: the size and the root of the tree over the whole log, signed. Keep it, and ' +
      'ask later for the consistency with what the log has become.',
  })
  @text('The checkpoint', CHECKPOINT_EXAMPLE)
  @Faults('/v1/audit/checkpoint', 'unauthorized', 'scope-missing', 'not-provable-yet', 'database-unavailable')
  async checkpoint(): Promise<string> {
    return this.proofs.checkpoint();
  }

  @Get('consistency')
  @Header('Content-Type', TEXT)
  @ApiOperation({
    operationId: 'getAuditConsistency',
    summary: 'Prove that the log only grew',
    description:
      'How the tree of a checkpoint continues a smaller one, in the form that c2sp.org/tlog-witness takes: the ' +
      'old size, the hashes, the checkpoint.',
  })
  @text('The proof', CONSISTENCY_EXAMPLE)
  @Faults(
    '/v1/audit/consistency',
    'bad-request',
    'unauthorized',
    'scope-missing',
    'not-provable-yet',
    'database-unavailable',
  )
  async consistency(@Query() query: ConsistencyQueryDto): Promise<string> {
    return this.proofs.consistency(query.from, query.to);
  }
}
