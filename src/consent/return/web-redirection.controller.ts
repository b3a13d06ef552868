import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ByFourHeaders, type Caller, CurrentCaller, NeedsScope, ReadsPersonalData } from '../../http/request/caller';
import { type Asked, AskedFor, MayBeDryRun, sendDryRun } from '../../dry-run/dry-run';
import { LinksService } from '../../links/links.service';
import { LINK_ID_HEADER, sendLink } from '../../links/send-link';
import { ConsentLinksService } from '../redirection/consent-links.service';
import { EVERYWHERE, FRESH_LINK, LINK_KEY, LINKED, CONSENT_REPLAYED, RETURNED } from '../consent.examples';
import { DirectReturnService } from './direct-return.service';
import { DecryptReturnDto, ReturnDecryptedDto } from './decrypt-return.dto';
import { FreshLinkDto, LinkCreatedDto } from '../redirection/fresh-link.dto';
import { FinproFaults } from '../finpro/finpro-faults.decorator';

/** The way to the Account Aggregator and back, on FinPro's operations. */
@ByFourHeaders()
@ApiTags('Consent')
@Controller('webRedirection')
export class WebRedirectionController {
  constructor(
    private readonly links: ConsentLinksService,
    private readonly returns: DirectReturnService,
    private readonly durable: LinksService,
  ) {}

  @Post('getEncryptedUrl')
  @HttpCode(200)
  @NeedsScope('consent:write')
  @ApiOperation({
    operationId: 'createConsentLink',
    summary: 'Get a fresh link to a pending consent',
    description:
      'The way on when a link expired, was used, or was left without a decision: the same consent, a new link. ' +
      'With an Idempotency-Key a repetition answers the same bytes, with Idempotent-Replayed: true.',
  })
  @ApiHeader(LINK_KEY)
  @ApiBody({ type: FreshLinkDto, examples: FRESH_LINK })
  @MayBeDryRun({
    description: 'The fresh link.',
    type: LinkCreatedDto,
    examples: { ...LINKED },
    headers: { ...CONSENT_REPLAYED, ...LINK_ID_HEADER },
  })
  @FinproFaults(
    ...EVERYWHERE,
    'vendor-stopped',
    'links-stopped',
    'consent-handle-missing',
    'consent-handle-unknown',
    'consent-handles-differ',
    'invalid-aa',
    'invalid-fip-id',
    'invalid-redirect-url',
    'consent-status-forbids',
    'subject-erased',
    'key-in-flight',
    'replay-expired',
    'answer-lost',
    'key-reused',
    'dry-run-refused',
  )
  async create(
    @CurrentCaller() caller: Caller,
    @AskedFor(FreshLinkDto) asked: Asked<FreshLinkDto>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    if (asked.rules.isDryRun) return sendDryRun(reply, await this.links.dryRun(caller, asked));
    return sendLink(
      reply,
      this.durable,
      await this.links.create(caller, asked),
      asked.dto.link === 'durable' ? ({ data }: LinkCreatedDto) => data.webRedirectionUrl : null,
    );
  }

  @Post('decryptUrl')
  @HttpCode(200)
  @NeedsScope('consent:read')
  @ReadsPersonalData()
  @ApiOperation({
    operationId: 'decryptConsentReturn',
    summary: 'Read what the browser brought back, confirmed',
    description:
      'For consumers to whom the browser comes back directly. FinPro decrypts; Portico then asks FinPro for the ' +
      'consent, since what a browser brings proves nothing.',
  })
  @ApiBody({ type: DecryptReturnDto, examples: RETURNED })
  @ApiOkResponse({ description: 'What the browser brought back, confirmed.', type: ReturnDecryptedDto })
  @FinproFaults(...EVERYWHERE, 'consent-handle-unknown', 'vendor-refused', 'subject-erased')
  async decrypt(@CurrentCaller() caller: Caller, @Body() dto: DecryptReturnDto): Promise<ReturnDecryptedDto> {
    return ReturnDecryptedDto.from(await this.returns.confirm(caller, dto.webRedirectionURL));
  }
}
