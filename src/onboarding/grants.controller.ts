import { Body, Controller, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, NeedsScope } from '../http/caller';
import { Faults } from '../http/faults.decorator';
import { CreateGrantDto } from './dto/create-grant.dto';
import { GrantDto } from './dto/grant.dto';
import { GrantCreationService } from './grant-creation.service';
import { GRANT_FAULTS, NEW_GRANT } from './onboarding.examples';

/** Onboarding grants, on the older path of 1Money. */
@ApiTags('Onboarding')
@Controller('v1/customers/onboarding/grants')
export class GrantsController {
  constructor(private readonly grants: GrantCreationService) {}

  @Post()
  @NeedsScope('onboarding:write')
  @ApiOperation({ operationId: 'createOnboardingGrant', summary: 'Create an onboarding grant', description: 'Answers a one-time URL that lives thirty minutes: send the user there at once. With `link: durable` it answers a URL of Portico\'s that lives for days and may be mailed: 1Money\'s link is minted when a person presses its button; grant_token is then the durable link\'s own. Possible while the KYB status is INIT, PENDING_RESPONSE or REJECTED.' })
  @ApiBody({ type: CreateGrantDto, examples: NEW_GRANT })
  @ApiCreatedResponse({ type: GrantDto })
  @Faults('/v1/customers/onboarding/grants', ...GRANT_FAULTS)
  async create(@CurrentCaller() caller: Caller, @Body() dto: CreateGrantDto): Promise<GrantDto> {
    return GrantDto.from(await this.grants.create(caller, dto));
  }
}
