import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Faults } from '../../http/errors/faults.decorator';
import { type Caller, CurrentCaller, NeedsScope } from '../../http/request/caller';
import { ConsentReceiptPageDto, ReceiptPageQueryDto } from './consent-receipts.dto';
import { ConsentReceiptsService } from './consent-receipts.service';

const DEFAULT_PAGE = 20;

/** What proves to others that a person gave, changed or ended a consent. */
@NeedsScope('consent:read')
@ApiTags('Consent')
@Controller('v1/consents')
export class ConsentReceiptsController {
  constructor(private readonly receipts: ConsentReceiptsService) {}

  @Get(':consent_handle/receipts')
  @ApiOperation({
    operationId: 'listConsentReceipts',
    summary: 'List the receipts of a consent',
    description:
      'A signed receipt for each change that FinPro confirmed, oldest first: given, refused, changed (paused or ' +
      'resumed), ended. They name the person by `subject_id` only. FinPro is not asked: read the journey before, to ' +
      'have the newest change.',
  })
  @ApiParam({
    name: 'consent_handle',
    schema: { type: 'string', format: 'uuid', example: '3a3f2d96-fc3b-42e5-804f-e65d10a4be98' },
  })
  @ApiOkResponse({ description: 'A page of receipts.', type: ConsentReceiptPageDto })
  @Faults(
    '/v1/consents/3a3f2d96-fc3b-42e5-804f-e65d10a4be98/receipts',
    'bad-request',
    'unauthorized',
    'scope-missing',
    'not-found',
    'subject-erased',
    'database-unavailable',
  )
  async list(
    @CurrentCaller() caller: Caller,
    @Param('consent_handle') consentHandle: string,
    @Query() { limit = DEFAULT_PAGE, cursor }: ReceiptPageQueryDto,
  ): Promise<ConsentReceiptPageDto> {
    const wanted = { after: cursor ?? null, most: limit };
    return ConsentReceiptPageDto.from(await this.receipts.page(caller, consentHandle, wanted));
  }
}
