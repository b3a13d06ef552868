import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { PARTY_TYPES, type PartyType } from '../identifiers';
import { LINK_CHOICE, LINK_CHOICE_PATTERN, LINK_CHOICES } from './link-choice';
import { IsText, IsTextList, WORD, WORD_MESSAGE } from './text-rules';

/** A consent to be requested (FinPro page "Request consent V3"). */
export class RequestConsentDto {
  @ApiProperty({ ...WORD.schema, description: 'The template; one that is allowed to the consumer and active at FinPro.', example: 'LOAN01' })
  @IsText({ pattern: WORD, message: WORD_MESSAGE })
  productID: string;

  @ApiProperty({ description: '`<mobile>@onemoney` or `<email>@onemoney`. The handle is case-sensitive; the part before it must equal partyIdentifierValue.', example: '9876543210@onemoney' })
  @IsText()
  vua: string;

  @ApiProperty({ enum: PARTY_TYPES, example: 'MOBILE' })
  @IsIn(PARTY_TYPES, { message: ({ value }) => (value === undefined || value === null || value === '' ? 'should not be empty' : `must be one of ${PARTY_TYPES.join(', ')}`) })
  partyIdentifierType: PartyType;

  @ApiProperty({ description: 'Ten digits for MOBILE, an address for EMAIL, a PAN for PAN.', example: '9876543210' })
  @IsText()
  partyIdentifierValue: string;

  @ApiProperty({ ...WORD.schema, description: 'Your own reference, such as a UUID; it goes to FinPro as it is.', example: 'LOANAPP20260001' })
  @IsText({ pattern: WORD, message: WORD_MESSAGE })
  accountID: string;

  @ApiPropertyOptional({ type: String, nullable: true, pattern: '^[A-Z]{5}[0-9]{4}[A-Z]$', description: 'Needed by some templates and FIPs.', example: 'ABCDE1234F' })
  @IsText({ isOptional: true })
  pan?: string | null;

  @ApiPropertyOptional({ type: [String], nullable: true, description: 'Limits the FIPs that are offered; upper and lower case matter. Absent: all.', example: ['ALPHA-FIP', 'BETA-FIP'] })
  @IsTextList()
  fipID?: string[] | null;

  @ApiPropertyOptional({ type: String, nullable: true, description: 'Where the user goes afterwards: https, of an origin registered for the consumer.', example: 'https://app.example.com/consent/return?state=abc' })
  @IsText({ isOptional: true, isJudgedLater: true })
  redirectUrl?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, enum: LINK_CHOICES, description: LINK_CHOICE, default: 'one-time' })
  @IsText({ isOptional: true, pattern: LINK_CHOICE_PATTERN, message: 'must be one-time or durable' })
  link?: string | null;
}
