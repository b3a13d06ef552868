import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerReturn, broughtTo, RETURN_STATE, RETURN_STATE_IN_QUERY } from '../../http/pages/browser-return';
import { Public } from '../../http/request/caller';
import { ReturnResponses, ReturnResponsesAs } from '../../returns/return-responses';
import { OnboardingReturnService } from './onboarding-return.service';

/** Where 1Money sends the browser back. */
@Public()
@ApiTags('Return addresses')
@Controller('return/onboarding')
export class OnboardingReturnController {
  constructor(private readonly returns: OnboardingReturnService) {}

  @Get(':state')
  @ApiOperation({
    operationId: 'returnFromOnboarding',
    summary: 'The browser comes back from 1Money',
    description:
      'For browsers. Works once: reads the KYB status at 1Money, then sends the browser on to the redirect_url ' +
      'of the grant with customer_id and status, signed (docs/returns.md).',
  })
  @ApiParam(RETURN_STATE)
  @ReturnResponses({
    200: 'The grant had no redirect_url; or the browser only fetched ahead, and nothing happened.',
    303: 'On to the redirect_url of the grant, with customer_id and status.',
  })
  async arrive(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await answerReturn(request, reply, async (person) => {
      const grant = await this.returns.find(broughtTo(request.url).state);
      person.locale = grant.locale;
      return this.returns.arrive(request.id, grant);
    });
  }

  @Get()
  @ApiOperation({
    operationId: 'returnFromOnboardingByQuery',
    summary: 'The same, of addresses that were made with the state in the query',
    description: 'For browsers that come back to an address of an earlier version.',
    deprecated: true,
  })
  @ApiQuery(RETURN_STATE_IN_QUERY)
  @ReturnResponsesAs('returnFromOnboarding')
  arriveByQuery(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.arrive(request, reply);
  }
}
