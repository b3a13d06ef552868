import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { boundedBy, Text } from '../../http/bounded-text';
import { WholeNumber } from '../../http/whole-number';
import { KYB_STATUSES, type KybStatus } from '../kyb-status';

const USUAL_SIZE = 10;
const LAST_PAGE = 10_000;
const STATUS = boundedBy(32, (text) => Object.hasOwn(KYB_STATUSES, text.toUpperCase()));

/** Which page of the customers, by either of 1Money's pairs; the newer one counts. */
export class ListCustomersQueryDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: LAST_PAGE, description: 'From 1.', example: 1 })
  @IsOptional() @WholeNumber(1, LAST_PAGE)
  page?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, description: 'Customers on a page; 10 if it is not given.', example: 10 })
  @IsOptional() @WholeNumber(1, 100)
  size?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: LAST_PAGE - 1, description: 'Older than `page`: from 0.', example: 0 })
  @IsOptional() @WholeNumber(0, LAST_PAGE - 1)
  page_num?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, description: 'Older than `size`.', example: 10 })
  @IsOptional() @WholeNumber(1, 100)
  page_size?: number;

  /**
   * Only those in this KYB status, in either case.
   * @example INIT
   */
  @IsOptional()
  @Text({ pattern: STATUS, message: 'must be a KYB status' })
  kyb_status?: string;

  wanted(): { skipped: number; most: number; status: KybStatus | null } {
    const isNewer = this.page !== undefined || this.size !== undefined;
    const most = (isNewer ? this.size : this.page_size) ?? USUAL_SIZE;
    const page = isNewer ? (this.page ?? 1) - 1 : (this.page_num ?? 0);
    return { skipped: page * most, most, status: this.kyb_status === undefined ? null : (this.kyb_status.toUpperCase() as KybStatus) };
  }
}
