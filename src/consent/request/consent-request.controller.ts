import { Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ByFourHeaders, type Caller, CurrentCaller, NeedsScope } from '../../http/request/caller';
import { type Asked, AskedFor, MayBeDryRun, sendDryRun } from '../../dry-run/dry-run';
import { LinksService } from '../../links/links.service';
import { LINK_ID_HEADER, sendLink } from '../../links/send-link';
import { ConsentRequestService } from './consent-request.service';
import { EVERYWHERE, NEW_CONSENT, OPTIONAL_KEY, CONSENT_REPLAYED, REQUESTED } from '../consent.examples';
import { ConsentRequestedDto, RequestConsentDto } from './request-consent.dto';
import { FinproFaults } from '../finpro/finpro-faults.decorator';

/** Requests for consents, on FinPro's operation. */
@ByFourHeaders()
@ApiTags('Consent')
@Controller()
export class ConsentRequestController {
  constructor(
    private readonly requests: ConsentRequestService,
    private readonly links: LinksService,
  ) {}

  @Post('v3/requestconsent')
  @HttpCode(200)
  @NeedsScope('consent:write')
  @ApiOperation({
    operationId: 'requestConsent',
    summary: 'Request a consent',
    description:
      "Asks FinPro for a consent and answers a one-time link to the Account Aggregator's page: send the user " +
      'there at once.',
  })
  @ApiHeader(OPTIONAL_KEY)
  @ApiBody({ type: RequestConsentDto, examples: NEW_CONSENT })
  @MayBeDryRun({
    description: 'The consent is requested; send the user to the link.',
    type: ConsentRequestedDto,
    examples: { ...REQUESTED },
    headers: { ...CONSENT_REPLAYED, ...LINK_ID_HEADER },
  })
  @FinproFaults(
    ...EVERYWHERE,
    'vendor-stopped',
    'links-stopped',
    'invalid-product-id',
    'invalid-party-identifier',
    'invalid-fip-id',
    'invalid-redirect-url',
    'quota-exceeded',
    'vendor-refused',
    'key-in-flight',
    'request-in-flight',
    'outcome-unknown',
    'replay-expired',
    'subject-erased',
    'key-reused',
    'dry-run-refused',
  )
  async request(
    @CurrentCaller() caller: Caller,
    @AskedFor(RequestConsentDto) asked: Asked<RequestConsentDto>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    if (asked.rules.isDryRun) return sendDryRun(reply, await this.requests.dryRun(caller, asked));
    return sendLink(
      reply,
      this.links,
      await this.requests.request(caller, asked),
      asked.dto.link === 'durable' ? ({ data }: ConsentRequestedDto) => data.webRedirectionUrl : null,
    );
  }
}
