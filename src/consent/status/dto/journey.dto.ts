import { ApiProperty } from '@nestjs/swagger';
import { Cursors } from '../../../input/cursors';
import { QueryField } from '../../../input/field';
import { textLike, wholeNumber } from '../../../input/values';
import { maskEmail, maskMobile, maskPan, maskVua } from '../../../privacy/mask';
import { CONSENT_STATUSES, type ConsentStatus } from '../../consent-status';
import { confirmationOf, JOURNEY_STATES, journeyStateOf, type JourneyState, nextActionOf } from '../consent-state';
import type { ReadConsent } from '../consents.service';
import { PARTY_TYPES } from '../../finpro/text-rules';
import { WORD, WORD_MESSAGE } from '../../finpro/text-rules';

const CURSORS = new Cursors('consents');

const masked = (type: string, value: string): string => (type === 'EMAIL' ? maskEmail(value) : maskMobile(value));

/** The state of a consent journey. Personal data is masked. Contains no one-time URL. */
export class JourneyDto {
  @ApiProperty({
    format: 'uuid',
    description: "Portico's own id of the journey.",
    example: '01890a5d-ac96-774b-bcce-b302099a8057',
  })
  journey_id: string;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'null while the answer to the request is not known, and of a request that was refused',
    example: '3a3f2d96-fc3b-42e5-804f-e65d10a4be98',
  })
  consent_handle: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'For data requests and revokeconsent; null until approved',
    example: null,
  })
  consent_id: string | null;

  @ApiProperty({
    enum: JOURNEY_STATES,
    description:
      'As in the `status` that the browser brings to your page. FAILED and ABANDONED: the visit ended so, and ' +
      'the consent is still pending.',
    example: 'PENDING',
  })
  state: JourneyState;

  @ApiProperty({
    enum: Object.keys(CONSENT_STATUSES),
    description: 'Of the consent, as FinPro last confirmed it.',
    example: 'PENDING',
  })
  consent_status: ConsentStatus;

  @ApiProperty({
    type: String,
    enum: ['REDIRECT_HINT', 'WEBHOOK', 'POLL', 'VENDOR_READ', null],
    nullable: true,
    description: 'What confirmed the state. null: nothing was confirmed yet.',
    example: 'VENDOR_READ',
  })
  confirmed_by: 'REDIRECT_HINT' | 'WEBHOOK' | 'POLL' | 'VENDOR_READ' | null;

  @ApiProperty({ format: 'date-time', description: 'When that was said.', example: '2026-01-15T10:30:45.912Z' })
  as_of: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description:
      'From then on the state is to be doubted, since Portico should have heard more. null: never, the state is ' +
      'final, or nothing was confirmed yet.',
    example: '2026-01-15T10:50:45.912Z',
  })
  stale_after: string | null;

  /** @example LOAN01 */
  product_id: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Your own reference; null while the value of an earlier version waits to be sealed.',
    example: 'LOANAPP20260001',
  })
  account_id: string | null;

  /** Which of the consumer's applications asked.
   * @example demo-app */
  app_identifier: string;

  @ApiProperty({ enum: PARTY_TYPES, example: 'MOBILE' })
  party_identifier_type: string;

  @ApiProperty({ type: String, nullable: true, example: 'XXXXXX3210' })
  party_identifier: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'XXXXXX3210@onemoney' })
  vua: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  pan: string | null;

  @ApiProperty({ type: [String], nullable: true, description: 'null: every FIP', example: ['ALPHA-FIP'] })
  fip_ids: string[] | null;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T10:30:45.512Z' })
  requested_at: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the latest link was handed out',
    example: '2026-01-15T10:30:45.912Z',
  })
  link_issued_at: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the browser came back from the latest link',
    example: null,
  })
  returned_at: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the consent ends by itself, as FinPro reported it, also where it was refused or ended before',
    example: null,
  })
  expires_at: string | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description:
      'The handle of the consent that this one renews: of the same person and template, given and not taken back, ' +
      'and with the same accountID, or at most 14 days from its end when this one was requested.',
    example: null,
  })
  renews: string | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The handle of the newest consent that renews this one and is pending or was approved.',
    example: null,
  })
  renewed_by: string | null;

  @ApiProperty({
    format: 'uuid',
    description: "Portico's id of the person; what an erasure is asked for by.",
    example: '01890a5d-ac96-774b-bcce-b302099a8056',
  })
  subject_id: string;

  /** @example "Send the user to the webRedirectionUrl." */
  next_action: string;

  static from({ consent, person, neighbours }: ReadConsent): JourneyDto {
    const state = journeyStateOf(consent);
    const { confirmedBy, asOf, staleAfter } = confirmationOf(consent);
    return {
      journey_id: consent.journeyId,
      consent_handle: consent.consentHandle,
      consent_id: consent.consentId,
      state,
      consent_status: consent.status,
      confirmed_by: confirmedBy,
      as_of: asOf.toISOString(),
      stale_after: staleAfter?.toISOString() ?? null,
      product_id: consent.productId,
      account_id: person && person.accountId,
      app_identifier: consent.appIdentifier,
      party_identifier_type: consent.partyIdentifierType,
      party_identifier: person && masked(person.partyIdentifierType, person.partyIdentifierValue),
      vua: person && maskVua(person.vua),
      pan: person?.pan ? maskPan(person.pan) : null,
      fip_ids: consent.fipIds,
      requested_at: consent.requestedAt.toISOString(),
      link_issued_at: consent.linkIssuedAt?.toISOString() ?? null,
      returned_at: consent.visitedAt?.toISOString() ?? null,
      expires_at: consent.expiresAt?.toISOString() ?? null,
      renews: neighbours.renews,
      renewed_by: neighbours.renewedBy,
      subject_id: consent.subjectId,
      next_action: nextActionOf(state),
    };
  }
}

/** Which page of the journeys to list. */
export class JourneyPageQueryDto {
  @QueryField(wholeNumber(1, 100), { isOptional: true, description: 'Journeys in a page.', default: 50, example: 50 })
  limit?: number;

  @QueryField(CURSORS.rule, {
    isOptional: true,
    description: '`next_cursor` of the page before.',
  })
  cursor?: string;

  @QueryField(textLike(WORD, WORD_MESSAGE), { isOptional: true, description: 'Only those with this accountID.' })
  account_id?: string;
}

/** The consumer's journeys, newest first. */
export class JourneyPageDto {
  consents: JourneyDto[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Give it as `cursor` for the following page; null: this is the last.',
    example: null,
  })
  next_cursor: string | null;

  static from({ consents, next }: { consents: readonly ReadConsent[]; next: string | null }): JourneyPageDto {
    return { consents: consents.map((read) => JourneyDto.from(read)), next_cursor: CURSORS.after(next) };
  }
}
