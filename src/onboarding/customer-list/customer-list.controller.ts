import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, NeedsScope } from '../../http/request/caller';
import { Faults } from '../../http/errors/faults.decorator';
import { CustomerListService } from './customer-list.service';
import { CustomerListDto } from './customer-list.dto';
import { ListCustomersQueryDto } from './list-customers.query.dto';
import { READ_FAULTS } from '../onboarding.examples';

/** Faults that concern a single customer are not faults of the list. */
const LIST_FAULTS = READ_FAULTS.filter(
  (name) => !['not-found', 'subject-erased', 'vendor-invalid-response'].includes(name),
);

/** The customers of both generations of paths. */
@ApiTags('Onboarding')
@Controller('v1/customers')
export class CustomerListController {
  constructor(private readonly lists: CustomerListService) {}

  @Get()
  @NeedsScope('onboarding:read')
  @ApiOperation({
    operationId: 'listCustomers',
    summary: 'List customers',
    description:
      "The consumer's own, newest first, each read at 1Money at this moment. `page` and `size` count from 1; " +
      'without them the older `page_num` and `page_size` count from 0. `total` is the number of customers on ' +
      'this page, not of all: ask on until it is smaller than the size. A customer that 1Money does not know, or ' +
      'tells in a way that cannot be understood, is left out of `customers`.',
  })
  @ApiOkResponse({ description: 'A page of customers.', type: CustomerListDto })
  @Faults('/v1/customers', 'bad-request', ...LIST_FAULTS)
  async list(@CurrentCaller() caller: Caller, @Query() query: ListCustomersQueryDto): Promise<CustomerListDto> {
    return CustomerListDto.from(await this.lists.list(caller, query.wanted()));
  }
}
