import { ApiProperty } from '@nestjs/swagger';
import { bounded, INSTANT, INSTANT_RULE } from '../../input/bounded-text';
import { Cursors } from '../../input/cursors';
import { QueryField } from '../../input/field';
import { oneOf, textLike, wholeNumber } from '../../input/values';
import type { Owner } from '../diagnosis';
import type { JourneyListPage, ListedJourney } from '../journey-list.service';
import { type StuckAt, STUCK_AT_MEANINGS } from '../stuck-at';

const CURSORS = new Cursors('journeys');
const STATUS = bounded(40, /^[A-Z_]{1,40}$/);

/** Which journeys, and how many. */
export class JourneyListQueryDto {
  /** Only those with this status of the vendor, as last confirmed: a KYB status, or a consent's.
   * @example INIT */
  @QueryField(textLike(STATUS, 'must be a status in capitals, such as INIT'), { isOptional: true })
  state?: string;

  @QueryField(oneOf(Object.keys(STUCK_AT_MEANINGS)), {
    isOptional: true,
    description: 'Only those that wait here.',
    example: 'LINK_MISSING',
  })
  stuck_at?: StuckAt;

  /** Only those that began at this instant or later.
   * @example 2026-01-15T00:00:00.000Z */
  @QueryField(textLike(INSTANT, INSTANT_RULE), { isOptional: true })
  since?: string;

  /** next_cursor of the page before.
   * @example journeys_01890a5d-ac96-774b-bcce-b302099a8057 */
  @QueryField(CURSORS.rule, { isOptional: true })
  cursor?: string;

  @QueryField(wholeNumber(1, 50), { isOptional: true, default: 20, description: 'Journeys in a page.', example: 20 })
  limit?: number;
}

/** A journey, and where it waits. */
export class ListedJourneyDto {
  @ApiProperty({ enum: ['onboarding', 'consent'], example: 'onboarding' })
  journey: string;

  @ApiProperty({ format: 'uuid', example: '01890a5d-ac96-774b-bcce-b302099a8057' })
  journey_id: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: "The vendor's id: customer_id, or consent handle.",
    example: '0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10',
  })
  reference: string | null;

  @ApiProperty({ description: "The vendor's word for how it stands, as last confirmed.", example: 'INIT' })
  status: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T09:30:00.512Z' })
  requested_at: string;

  @ApiProperty({
    type: String,
    enum: [...Object.keys(STUCK_AT_MEANINGS), null],
    nullable: true,
    description: 'As in getJourney; null once it is done.',
    example: 'LINK_MISSING',
  })
  stuck_at: StuckAt | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-01-15T09:30:00.512Z' })
  since: string | null;

  @ApiProperty({
    type: String,
    enum: ['USER', 'PORTICO', 'VENDOR', 'CONSUMER', null],
    nullable: true,
    description: 'Who has to act next.',
    example: 'CONSUMER',
  })
  owner: Owner | null;

  /** @example "Create a grant and send the user to its onboarding_url." */
  next_action: string;

  static from({ journey, found, diagnosis }: ListedJourney): ListedJourneyDto {
    const { journeyId, reference, status, requestedAt } = found;
    const { stuckAt, since, owner, nextAction } = diagnosis;
    return {
      journey,
      journey_id: journeyId,
      reference,
      status,
      requested_at: requestedAt.toISOString(),
      stuck_at: stuckAt,
      since: since?.toISOString() ?? null,
      owner,
      next_action: nextAction,
    };
  }
}

/** A page of journeys, newest first. */
export class JourneyListDto {
  journeys: ListedJourneyDto[];

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'Give it as cursor for the next page; null on the last one. A request examines fifty journeys at most, ' +
      'so a page may have fewer than limit, or none, and still another one behind it.',
    example: null,
  })
  next_cursor: string | null;

  static from({ journeys, next }: JourneyListPage): JourneyListDto {
    return { journeys: journeys.map((one) => ListedJourneyDto.from(one)), next_cursor: CURSORS.after(next) };
  }
}
