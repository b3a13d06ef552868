import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Fault } from '../../errors';
import { MAX_ENTRIES } from '../../evidence/evidence-entries';
import { EvidenceService } from '../../evidence/evidence.service';
import { CurrentOperator, NeedsRole, type OperatorCaller } from '../../http/request/operator';
import { VerifierKeys } from '../../tlog/verifier-keys';
import { ActFaults, actorOf } from '../act';
import { EvidenceDto } from './evidence.dto';

const ZIP = 'application/zip';

/** Evidence for people who do not have Portico. */
@ApiTags('Audit')
@Controller('operator/v1/evidence')
export class EvidenceController {
  constructor(
    private readonly evidence: EvidenceService,
    private readonly keys: VerifierKeys,
  ) {}

  @Post()
  @HttpCode(200)
  @NeedsRole('operator', 'auditor')
  @ApiOperation({
    operationId: 'operatorMakeEvidence',
    summary: 'Make an evidence pack',
    description:
      'A zip about a journey, or about a subject and a period: a report to read and to print, the entries of the ' +
      'audit log with their receipts, consent receipts, keys, the verifier, and a README by which anybody can check ' +
      `it without a network. It has ${MAX_ENTRIES} entries at most. The entry about its making proves its list of ` +
      'files, and is sealed before the answer, which takes a second or two.',
  })
  @ApiOkResponse({
    description: 'The pack.',
    headers: { 'Content-Disposition': { description: 'A name for the file.', schema: { type: 'string' } } },
    content: { [ZIP]: { schema: { type: 'string', format: 'binary' } } },
  })
  @ActFaults('/operator/v1/evidence', 'not-found', 'subject-erased', 'not-provable-yet')
  async make(
    @CurrentOperator() operator: OperatorCaller,
    @Body() { about, id, since, until, personal, reason }: EvidenceDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    if (operator.role !== 'operator' && (personal ?? 'none') !== 'none')
      throw new Fault('role-missing', { detail: 'Personal data are for the role operator: ask for a pack without.' });
    const { name, zip } = await this.evidence.make(actorOf(operator, reason), {
      about,
      id: id.toLowerCase(),
      since: since ? new Date(since) : null,
      until: until ? new Date(until) : null,
      personal: personal ?? 'none',
      reason,
      vkeys: await this.keys.all(),
    });
    void reply.header('Content-Type', ZIP).header('Content-Disposition', `attachment; filename="${name}"`);
    return zip;
  }
}
