import { ApiProperty } from '@nestjs/swagger';
import { Fault, fieldFault, type FieldError } from '../../../errors';
import { FIELD_RULES } from '../../../field-rules';
import { BodyRule, Field } from '../../../input/field';
import type { ObservedConsent } from '../consent-status.service';
import { SuccessDto } from '../../finpro/success.dto';
import {
  finproChoice,
  finproText,
  HANDLE,
  HANDLE_MESSAGE,
  LISTED_PARTY_TYPES,
  textOrList,
  textsOf,
  WORD,
  WORD_MESSAGE,
} from '../../finpro/text-rules';

const FOUR = ['partyIdentifierType', 'partyIdentifierValue', 'productID', 'accountID'] as const;
/** Requires members that are present and not null. */
const given = (...names: readonly string[]): object => ({
  required: names,
  properties: Object.fromEntries(names.map((name) => [name, { not: { type: 'null' } }])),
});

/** Which consents to list (FinPro page "Consent list V3"): by handle, or by id, or by all four of the others. */
@BodyRule({
  anyOf: [given('consentHandle'), given('consentID'), given(...FOUR)],
  not: given('consentHandle', 'consentID'),
})
export class ConsentListDto {
  @Field(textOrList(HANDLE, HANDLE_MESSAGE), {
    isOptional: true,
    description: 'One handle or several. Not together with consentID.',
    example: '3a3f2d96-fc3b-42e5-804f-e65d10a4be98',
  })
  consentHandle?: string | string[] | null;

  @Field(textOrList(WORD, WORD_MESSAGE), {
    isOptional: true,
    description: 'One id or several. Not together with consentHandle.',
    example: 'bf0cda0b-776c-4104-a4f8-5bcd69764125',
  })
  consentID?: string | string[] | null;

  @Field(finproChoice(LISTED_PARTY_TYPES), { isOptional: true, example: 'MOBILE' })
  partyIdentifierType?: string | null;

  @Field(finproText(), { isOptional: true, example: '9876543210' })
  partyIdentifierValue?: string | null;

  @Field(finproText(WORD, WORD_MESSAGE), { isOptional: true, example: 'LOAN01' })
  productID?: string | null;

  @Field(finproText(WORD, WORD_MESSAGE), { isOptional: true, example: 'LOANAPP20260001' })
  accountID?: string | null;

  /** By handle or by id, if either is given; both together are an error. Handles are in lower case. */
  wanted(): { consentHandle: string[] | null; consentID: string[] | null } {
    const [consentHandle, consentID] = [textsOf(this.consentHandle), textsOf(this.consentID)];
    if (consentHandle && consentID) throw fieldFault('/consentHandle', 'not_together');
    return {
      consentHandle: consentHandle && [...new Set(consentHandle.map((handle) => handle.toLowerCase()))],
      consentID,
    };
  }

  /** All four of the others; a 400 names those that are missing. */
  party(): { partyIdentifierType: string; partyIdentifierValue: string; productID: string; accountID: string } {
    const { partyIdentifierType, partyIdentifierValue, productID, accountID } = this;
    const errors: FieldError[] = FOUR.filter((name) => !this[name]).map((name) => ({
      pointer: `/${name}`,
      code: 'all_or_handle',
      detail: FIELD_RULES.all_or_handle,
    }));
    if (errors.length > 0) throw new Fault('bad-request', { errors });
    return { partyIdentifierType, partyIdentifierValue, productID, accountID } as {
      partyIdentifierType: string;
      partyIdentifierValue: string;
      productID: string;
      accountID: string;
    };
  }
}

export class ListedAccountDto {
  @ApiProperty({ type: String, nullable: true, example: 'Alpha Bank' })
  fipName: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'ALPHA-FIP' })
  fipId: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'SAVINGS' })
  accountType: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'e7597a05-5b56-4223-95fc-3f9596ff12eb' })
  linkReferenceNumber: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'XXXXXXXX7300' })
  maskedAccountNumber: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'DEPOSIT' })
  fiType: string | null;
}

/** A consent as FinPro lists it. */
export class ListedConsentDto {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'null until the customer has approved',
    example: 'bf0cda0b-776c-4104-a4f8-5bcd69764125',
  })
  consentID: string | null;

  @ApiProperty({ format: 'uuid', example: '3a3f2d96-fc3b-42e5-804f-e65d10a4be98' })
  consentHandle: string;

  @ApiProperty({
    description: 'PENDING, ACTIVE, PAUSED, REJECTED, REVOKED or EXPIRED, as FinPro says at this moment.',
    example: 'ACTIVE',
  })
  status: string;

  /** @example LOAN01 */
  productID: string;

  /** @example LOANAPP20260001 */
  accountID: string;

  @ApiProperty({ type: String, nullable: true, example: 'onemoney-aa' })
  aaId: string | null;

  @ApiProperty({ type: String, nullable: true, example: '9876543210@onemoney' })
  vua: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-01-15T10:30:45.912Z' })
  consentCreationData: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'YYYY-MM-DD HH:mm:ss, UTC',
    example: '2027-01-15 10:30:45',
  })
  consent_expiry: string | null;

  accounts: ListedAccountDto[];

  static from({ received }: ObservedConsent): ListedConsentDto {
    const { consentId, consentHandle, status, productId, accountId, aaId, vua, createdAt, expiresAt, accounts } =
      received;
    return {
      consentID: consentId,
      consentHandle,
      status,
      productID: productId,
      accountID: accountId,
      aaId,
      vua,
      consentCreationData: createdAt?.toISOString() ?? null,
      consent_expiry: expiresAt?.toISOString().slice(0, 19).replace('T', ' ') ?? null,
      accounts: accounts.map((account) => ({ ...account })),
    };
  }
}

/** The consumer's own consents (FinPro page "Consent list V3"). */
export class ConsentListedDto extends SuccessDto {
  data: ListedConsentDto[];

  static from(ver: string, observed: readonly ObservedConsent[]): ConsentListedDto {
    return { status: 'success', ver, data: observed.map((one) => ListedConsentDto.from(one)) };
  }
}
