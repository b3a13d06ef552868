import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { NeedsRole } from '../../http/request/operator';
import { ReadFaults } from '../act';
import { VendorAccountDto, VendorAccountsDto } from './operator-vendors.dto';
import { OperatorVendorsService } from './operator-vendors.service';

/** The vendors' accounts, for operators. */
@ApiTags('Kill switches')
@Controller('operator/v1/vendors')
export class OperatorVendorsController {
  constructor(private readonly vendors: OperatorVendorsService) {}

  @Get()
  @NeedsRole('operator', 'support', 'auditor')
  @ApiOperation({
    operationId: 'operatorListVendorAccounts',
    summary: "List the vendors' accounts, and how they do",
    description: 'What can be stopped. No vendor is asked.',
  })
  @ApiOkResponse({ description: 'All accounts of this deployment.', type: VendorAccountsDto })
  @ReadFaults('/operator/v1/vendors')
  async list(): Promise<VendorAccountsDto> {
    return { accounts: (await this.vendors.list()).map((one) => VendorAccountDto.from(one)) };
  }
}
