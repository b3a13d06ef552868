import { ApiProperty } from '@nestjs/swagger';
import type { CustomerPage } from './customer-list.service';
import { FullCustomerDto } from '../customers/dto/full-customer.dto';

/** Customers, as 1Money lists them (`GET /v1/customers` of its API definition). */
export class CustomerListDto {
  customers: FullCustomerDto[];

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description:
      'How many customers are on this page, those left out of `customers` included; not how many there are in ' +
      "all. 1Money's own client reads it so. Smaller than the size: this is the last page.",
    example: 1,
  })
  total: number;

  static from({ customers, total }: CustomerPage): CustomerListDto {
    return { customers: customers.map((full) => FullCustomerDto.from(full)), total };
  }
}
