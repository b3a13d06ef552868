import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ACCESS_SUBJECT } from '../../audit/access/access-audit';
import { AuditEventDto, AuditEventListDto } from '../../audit/history/audit-event.dto';
import { CHECKPOINT_EXAMPLE, CONSISTENCY_EXAMPLE, RECEIPT_EXAMPLE, TEXT } from '../../audit/history/audit.examples';
import { ConsistencyQueryDto } from '../../audit/history/consistency.query.dto';
import { WholeLog } from '../../audit/history/whole-log';
import { CurrentOperator, NeedsRole, type OperatorCaller } from '../../http/request/operator';
import { ProofsService } from '../../tlog/proofs.service';
import { ActFaults, actorOf, ReadFaults } from '../act';
import { AccessQueryDto, EXPORT_CURSORS, ExportDto, OperatorLogQueryDto } from './operator-log.dto';
import { MAX_EXPORTED, OperatorLogService } from './operator-log.service';

const ENTRY_ID = {
  name: 'entry_id',
  schema: { type: 'string' as const, format: 'uuid', example: '019abf6e-21c4-7a35-9b1e-3c0f6f0f2a11' },
};
const ONE = '/operator/v1/audit/events/019abf6e-21c4-7a35-9b1e-3c0f6f0f2a11';
const NEXT_CURSOR = 'Portico-Next-Cursor';
const NDJSON = 'application/x-ndjson';
const USUAL = 50;

const text = (description: string, example: string): MethodDecorator =>
  ApiOkResponse({ description, content: { 'text/plain': { schema: { type: 'string' }, example } } });

const instantOf = (given: string | undefined): Date | undefined => (given === undefined ? given : new Date(given));

/** Who came in, who did not, and who read personal data. */
@ApiTags('Audit')
@NeedsRole('auditor', 'operator')
@Controller('operator/v1/access')
export class OperatorAccessController {
  constructor(private readonly log: WholeLog) {}

  @Get()
  @ApiOperation({
    operationId: 'operatorListAccesses',
    summary: 'List failed logins, refusals and reads of personal data',
    description:
      'Entries of the audit log, newest first. Each counts what came from one source address by one credential, for ' +
      'one reason, in one operation, in a period.',
  })
  @ApiOkResponse({ description: 'A page of entries.', type: AuditEventListDto })
  @ReadFaults('/operator/v1/access')
  async list(@Query() { since, until, cursor: after, limit = USUAL }: AccessQueryDto): Promise<AuditEventListDto> {
    const filter = { subject: ACCESS_SUBJECT, since: instantOf(since), until: instantOf(until), after };
    return AuditEventListDto.from(await this.log.list(filter, limit));
  }
}

/** The whole audit log, of all who act. */
@ApiTags('Audit')
@NeedsRole('auditor')
@Controller('operator/v1/audit')
export class OperatorLogController {
  constructor(
    private readonly log: WholeLog,
    private readonly proofs: ProofsService,
    private readonly exports: OperatorLogService,
  ) {}

  @Get('events')
  @ApiOperation({ operationId: 'operatorListAuditEvents', summary: 'List entries of the whole log, newest first' })
  @ApiOkResponse({ description: 'A page of entries.', type: AuditEventListDto })
  @ReadFaults('/operator/v1/audit/events')
  async list(@Query() query: OperatorLogQueryDto): Promise<AuditEventListDto> {
    const { since, until, cursor: after, limit = USUAL, ...filter } = query;
    return AuditEventListDto.from(
      await this.log.list({ ...filter, since: instantOf(since), until: instantOf(until), after }, limit),
    );
  }

  @Get('events/:entry_id')
  @ApiOperation({ operationId: 'operatorGetAuditEvent', summary: 'Get an entry' })
  @ApiParam(ENTRY_ID)
  @ApiOkResponse({ description: 'The entry.', type: AuditEventDto })
  @ReadFaults(ONE, 'not-found')
  async get(@Param('entry_id') entryId: string): Promise<AuditEventDto> {
    return AuditEventDto.from(await this.log.get(entryId));
  }

  @Get('events/:entry_id/proof')
  @Header('Content-Type', TEXT)
  @ApiOperation({ operationId: 'operatorGetAuditEventProof', summary: 'Get a receipt that proves an entry' })
  @ApiParam(ENTRY_ID)
  @text('The receipt', RECEIPT_EXAMPLE)
  @ReadFaults(`${ONE}/proof`, 'not-found', 'not-provable-yet')
  async receipt(@Param('entry_id') entryId: string): Promise<string> {
    return this.log.receipt(entryId);
  }

  @Get('checkpoint')
  @Header('Content-Type', TEXT)
  @ApiOperation({ operationId: 'operatorGetAuditCheckpoint', summary: 'Get the newest checkpoint' })
  @text('The checkpoint', CHECKPOINT_EXAMPLE)
  @ReadFaults('/operator/v1/audit/checkpoint', 'not-provable-yet')
  async checkpoint(): Promise<string> {
    return this.proofs.checkpoint();
  }

  @Get('consistency')
  @Header('Content-Type', TEXT)
  @ApiOperation({ operationId: 'operatorGetAuditConsistency', summary: 'Prove that the log only grew' })
  @text('The proof', CONSISTENCY_EXAMPLE)
  @ReadFaults('/operator/v1/audit/consistency', 'not-provable-yet')
  async consistency(@Query() query: ConsistencyQueryDto): Promise<string> {
    return this.proofs.consistency(query.from, query.to);
  }

  @Post('export')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'operatorExportAudit',
    summary: 'Export entries with their receipts',
    description:
      `Sealed entries, oldest first, a line of JSON each, as \`npx portico audit export\` writes them: at most ` +
      `${MAX_EXPORTED} in an answer, whose header ${NEXT_CURSOR} is the cursor of the next page. Each page is audited.`,
  })
  @ApiOkResponse({
    description: 'The entries, each with its receipt.',
    headers: { [NEXT_CURSOR]: { description: 'Absent on the last page.', schema: { type: 'string' } } },
    content: { [NDJSON]: { schema: { type: 'string' }, example: '{"leaf_index":0,"entry":{},"receipt":""}\n' } },
  })
  @ActFaults('/operator/v1/audit/export', 'not-provable-yet')
  async export(
    @CurrentOperator() operator: OperatorCaller,
    @Body() { since, until, cursor, reason }: ExportDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const range = { since: new Date(since), until: new Date(until), after: cursor ?? null };
    const { lines, next } = await this.exports.export(actorOf(operator, reason), range);
    void reply.header('Content-Type', NDJSON);
    if (next !== null) void reply.header(NEXT_CURSOR, EXPORT_CURSORS.after(next)!);
    return lines.map((line) => `${line}\n`).join('');
  }
}
