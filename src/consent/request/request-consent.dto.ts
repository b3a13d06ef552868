import { ApiProperty } from '@nestjs/swagger';
import { Field } from '../../input/field';
import { oneOf } from '../../input/values';
import { SuccessDto } from '../finpro/success.dto';
import {
  EMPTY,
  finproChoice,
  finproText,
  LINK_CHOICE,
  LINK_CHOICES,
  PAN_FORM,
  PAN_MESSAGE,
  PARTY_TYPES,
  type PartyType,
  RETURN_ADDRESS,
  textList,
  WORD,
  WORD_MESSAGE,
} from '../finpro/text-rules';

/** A consent to be requested (FinPro page "Request consent V3"). */
export class RequestConsentDto {
  @Field(finproText(WORD, WORD_MESSAGE), {
    missing: EMPTY,
    description: 'The template; one that is allowed to the consumer and active at FinPro.',
    example: 'LOAN01',
  })
  productID: string;

  @Field(finproText(), {
    missing: EMPTY,
    description:
      '`<mobile>@onemoney` or `<email>@onemoney`. The handle is case-sensitive; the part before it must equal ' +
      'partyIdentifierValue.',
    example: '9876543210@onemoney',
  })
  vua: string;

  @Field(finproChoice(PARTY_TYPES), { missing: EMPTY, example: 'MOBILE' })
  partyIdentifierType: PartyType;

  @Field(finproText(), {
    missing: EMPTY,
    description: 'Ten digits for MOBILE, an address for EMAIL, a PAN for PAN.',
    example: '9876543210',
  })
  partyIdentifierValue: string;

  @Field(finproText(WORD, WORD_MESSAGE), {
    missing: EMPTY,
    description: 'Your own reference, such as a UUID; it goes to FinPro as it is.',
    example: 'LOANAPP20260001',
  })
  accountID: string;

  @Field(finproText(PAN_FORM, PAN_MESSAGE), {
    isOptional: true,
    description: 'Needed by some templates and FIPs.',
    example: 'ABCDE1234F',
  })
  pan?: string | null;

  @Field(textList(), {
    isOptional: true,
    description: 'Limits the FIPs that are offered; upper and lower case matter. Absent: all.',
    example: ['ALPHA-FIP', 'BETA-FIP'],
  })
  fipID?: string[] | null;

  @Field(RETURN_ADDRESS, {
    isOptional: true,
    description: 'Where the user goes afterwards: https, without a fragment, of an origin registered for the consumer.',
    example: 'https://app.example.com/consent/return?state=abc',
  })
  redirectUrl?: string | null;

  @Field(oneOf(LINK_CHOICES), { isOptional: true, description: LINK_CHOICE })
  link?: string | null;
}

export class AskedConsentDto {
  @ApiProperty({ enum: ['PENDING'], example: 'PENDING' })
  status: 'PENDING';

  @ApiProperty({ format: 'uuid', example: '3a3f2d96-fc3b-42e5-804f-e65d10a4be98' })
  consent_handle: string;

  @ApiProperty({
    format: 'uri',
    description:
      "A one-time link to the Account Aggregator's page. Send the user's browser there at once, and keep it out " +
      'of mails and logs.',
    example: 'https://onemoney.example.com/aa/v2/?ecreq=Op4B&reqdate=150120261030459&fi=QlReVVBfShtXWUY%3D',
  })
  webRedirectionUrl: string;
}

/** A consent was requested (FinPro page "Request consent V3"). */
export class ConsentRequestedDto extends SuccessDto {
  data: AskedConsentDto;

  static from(ver: string, handle: string, url: string): ConsentRequestedDto {
    return {
      ...SuccessDto.of(ver, 'Consent request created'),
      data: { status: 'PENDING', consent_handle: handle, webRedirectionUrl: url },
    };
  }
}
