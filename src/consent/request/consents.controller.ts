import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ByFourHeaders, type Caller, CurrentCaller, NeedsScope } from '../../http/request/caller';
import { OptionalIdempotencyKeyHeader } from '../../idempotency/idempotency-key.decorator';
import { LinksService } from '../../links/links.service';
import { LINK_ID_HEADER, sendLink } from '../../links/send-link';
import { ConsentRequestService } from './consent-request.service';
import { EVERYWHERE, LISTINGS, NEW_CONSENT, OPTIONAL_KEY, REPLAYED, REVOCATION } from '../consent.examples';
import { ConsentsService } from '../status/consents.service';
import { ConsentListDto, ConsentListedDto } from '../status/dto/consent-list.dto';
import { SuccessDto } from '../finpro/success.dto';
import { ConsentRequestedDto } from './consent-requested.dto';
import { RequestConsentDto } from './request-consent.dto';
import { RevokeConsentDto } from '../status/dto/revoke-consent.dto';
import { FinproFaults } from '../finpro/finpro-faults.decorator';
import { RevocationService } from '../status/revocation.service';

/** Consents, on FinPro's operations. */
@ByFourHeaders()
@ApiTags('Consent')
@Controller()
export class ConsentsController {
  constructor(
    private readonly requests: ConsentRequestService,
    private readonly consents: ConsentsService,
    private readonly revocations: RevocationService,
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
  @ApiOkResponse({
    description: 'The consent is requested; send the user to the link.',
    type: ConsentRequestedDto,
    headers: { ...REPLAYED, ...LINK_ID_HEADER },
  })
  @FinproFaults(
    ...EVERYWHERE,
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
  )
  async request(
    @CurrentCaller() caller: Caller,
    @OptionalIdempotencyKeyHeader() key: string | null,
    @Body() dto: RequestConsentDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendLink(
      reply,
      this.links,
      await this.requests.request(caller, key, dto),
      dto.link === 'durable' ? ({ data }: ConsentRequestedDto) => data.webRedirectionUrl : null,
    );
  }

  @Post('v3/getconsentslist')
  @HttpCode(200)
  @NeedsScope('consent:read')
  @ApiOperation({
    operationId: 'listConsents',
    summary: 'List consents',
    description:
      "The consumer's own, as FinPro says at this moment: by handle, by id, or by party, template and accountID.",
  })
  @ApiBody({ type: ConsentListDto, examples: LISTINGS })
  @ApiOkResponse({ description: 'The consents.', type: ConsentListedDto })
  @FinproFaults(...EVERYWHERE, 'invalid-party-identifier')
  async list(@CurrentCaller() caller: Caller, @Body() dto: ConsentListDto): Promise<ConsentListedDto> {
    const { consents, ver } = await this.consents.list(caller, dto);
    return ConsentListedDto.from(ver, consents);
  }

  @Post('revokeconsent')
  @HttpCode(200)
  @NeedsScope('consent:write')
  @ApiOperation({
    operationId: 'revokeConsent',
    summary: 'Revoke a consent',
    description: 'Irreversible. A consent that is revoked or expired already counts as revoked.',
  })
  @ApiBody({ type: RevokeConsentDto, examples: REVOCATION })
  @ApiOkResponse({ description: 'It is revoked.', type: SuccessDto })
  @FinproFaults(...EVERYWHERE, 'consent-id-unknown', 'consent-status-forbids')
  async revoke(@CurrentCaller() caller: Caller, @Body() dto: RevokeConsentDto): Promise<SuccessDto> {
    return SuccessDto.of(await this.revocations.revoke(caller, dto.consentID), 'Consent revoked');
  }
}
