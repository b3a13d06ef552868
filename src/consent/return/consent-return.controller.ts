import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerReturn, broughtTo, RETURN_STATE, RETURN_STATE_IN_QUERY } from '../../http/pages/browser-return';
import { Public } from '../../http/request/caller';
import { ReturnResponses, ReturnResponsesAs } from '../../returns/return-responses';
import { ConsentReturnService } from './consent-return.service';

/** What the Account Aggregator appends to a return address, for the OpenAPI document. */
const BROUGHT = {
  ecres: {
    name: 'ecres',
    required: true,
    schema: { type: 'string', example: 'zBQgXiXFOluInLIBisuyubyNi2dYVpcB64IbXMnWp37hge6olr1UxCMZyhuVORJs' },
    description: 'What the Account Aggregator says, encrypted.',
  },
  resdate: {
    name: 'resdate',
    required: true,
    schema: { type: 'string', example: '150120261034127' },
    description: '15 digits.',
  },
  fi: {
    name: 'fi',
    required: true,
    schema: { type: 'string', example: 'XltVXF1eV08cUVI=' },
    description: 'Who says it.',
  },
} as const;

/** Where the Account Aggregator sends the browser back. */
@Public()
@ApiTags('Return addresses')
@Controller('return/consent')
export class ConsentReturnController {
  constructor(private readonly returns: ConsentReturnService) {}

  @Get(':state')
  @ApiOperation({
    operationId: 'returnFromConsent',
    summary: 'The browser comes back from the Account Aggregator',
    description:
      'For browsers. Works once: FinPro decrypts what the browser brought, handle and VUA must fit, FinPro ' +
      'confirms the status; then the browser goes on to the redirectUrl with consent_handle and status, signed ' +
      '(docs/returns.md).',
  })
  @ApiParam(RETURN_STATE)
  @ApiQuery(BROUGHT.ecres)
  @ApiQuery(BROUGHT.resdate)
  @ApiQuery(BROUGHT.fi)
  @ReturnResponses({
    200: 'The request had no redirectUrl; or the browser only fetched ahead, and nothing happened.',
    303:
      'On to the redirectUrl, with consent_handle and status (APPROVED, REJECTED, FAILED, ABANDONED, or PENDING ' +
      'while FinPro has not confirmed).',
    400: 'What the browser brought is not the answer to this visit; nothing changed.',
  })
  async arrive(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await answerReturn(request, reply, async () => {
      const brought = broughtTo(request.url);
      return this.returns.arrive(request.id, brought.state, brought.parameters);
    });
  }

  @Get()
  @ApiOperation({
    operationId: 'returnFromConsentByQuery',
    summary: 'The same, of addresses that were made with the state in the query',
    description: 'For browsers that come back to an address of an earlier version.',
    deprecated: true,
  })
  @ApiQuery(RETURN_STATE_IN_QUERY)
  @ApiQuery(BROUGHT.ecres)
  @ApiQuery(BROUGHT.resdate)
  @ApiQuery(BROUGHT.fi)
  @ReturnResponsesAs('returnFromConsent', 400)
  arriveByQuery(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.arrive(request, reply);
  }
}
