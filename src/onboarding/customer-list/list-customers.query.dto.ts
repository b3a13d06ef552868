import { INSTANT, INSTANT_RULE } from '../../input/bounded-text';
import { QueryField } from '../../input/field';
import { oneOf, textLike, wholeNumber } from '../../input/values';
import type { CustomerSelection } from './customer-list.service';
import { KYB_STATUSES, type KybStatus } from '../kyb/kyb-status';

const USUAL_SIZE = 10;
const LAST_PAGE = 10_000;
/** Both spellings that 1Money's clients send. */
const STATUSES = Object.keys(KYB_STATUSES).flatMap((status) => [status, status.toLowerCase()]);

/** Which page of the customers, by either of 1Money's pairs of parameters; the newer pair takes precedence. */
export class ListCustomersQueryDto {
  @QueryField(wholeNumber(1, LAST_PAGE), { isOptional: true, description: 'From 1.', example: 1 })
  page?: number;

  @QueryField(wholeNumber(1, 100), {
    isOptional: true,
    description: 'Customers on a page; 10 if it is not given.',
    example: 10,
  })
  size?: number;

  @QueryField(wholeNumber(0, LAST_PAGE - 1), {
    isOptional: true,
    description: 'Older than `page`: from 0.',
    example: 0,
  })
  page_num?: number;

  @QueryField(wholeNumber(1, 100), { isOptional: true, description: 'Older than `size`.', example: 10 })
  page_size?: number;

  /**
   * Only those in this KYB status, in upper or lower case.
   * @example INIT
   */
  @QueryField(oneOf(STATUSES), { isOptional: true })
  kyb_status?: string;

  /**
   * Only those that were created at this instant or later. Portico's own: 1Money's list has no such filter.
   * @example 2026-01-15T00:00:00.000Z
   */
  @QueryField(textLike(INSTANT, INSTANT_RULE), { isOptional: true })
  since?: string;

  wanted(): CustomerSelection {
    const isNewer = this.page !== undefined || this.size !== undefined;
    const most = (isNewer ? this.size : this.page_size) ?? USUAL_SIZE;
    const page = isNewer ? (this.page ?? 1) - 1 : (this.page_num ?? 0);
    return {
      skipped: page * most,
      most,
      status: this.kyb_status === undefined ? null : (this.kyb_status.toUpperCase() as KybStatus),
      since: this.since === undefined ? null : new Date(this.since),
    };
  }
}
