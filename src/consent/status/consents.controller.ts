import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ByFourHeaders, type Caller, CurrentCaller, NeedsScope, ReadsPersonalData } from '../../http/request/caller';
import { EVERYWHERE, LISTINGS, REVOCATION } from '../consent.examples';
import { FinproFaults } from '../finpro/finpro-faults.decorator';
import { SuccessDto } from '../finpro/success.dto';
import { ConsentsService } from './consents.service';
import { ConsentListDto, ConsentListedDto } from './dto/consent-list.dto';
import { RevokeConsentDto } from './dto/revoke-consent.dto';
import { RevocationService } from './revocation.service';

/** The list of consents and their revocation, on FinPro's operations. */
@ByFourHeaders()
@ApiTags('Consent')
@Controller()
export class ConsentsController {
  constructor(
    private readonly consents: ConsentsService,
    private readonly revocations: RevocationService,
  ) {}

  @Post('v3/getconsentslist')
  @HttpCode(200)
  @NeedsScope('consent:read')
  @ReadsPersonalData()
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
  @FinproFaults(...EVERYWHERE, 'vendor-stopped', 'consent-id-unknown', 'consent-status-forbids')
  async revoke(@CurrentCaller() caller: Caller, @Body() dto: RevokeConsentDto): Promise<SuccessDto> {
    return SuccessDto.of(await this.revocations.revoke(caller, dto.consentID), 'Consent revoked');
  }
}
