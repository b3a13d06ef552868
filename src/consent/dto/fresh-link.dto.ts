import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Fault } from '../../errors';
import { textsOf } from './consent-list.dto';
import { SuccessDto } from './consent-requested.dto';
import { LINK_CHOICE, LINK_CHOICE_PATTERN, LINK_CHOICES } from './link-choice';
import { HANDLE, HANDLE_MESSAGE, IsText, IsTextList, IsTextOrList } from './text-rules';

/** A fresh link to consents that exist (FinPro page "Web redirection encryption"). */
export class FreshLinkDto {
  @ApiProperty({ oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }], description: 'One pending consent, or several of one user.', example: '3a3f2d96-fc3b-42e5-804f-e65d10a4be98' })
  @IsTextOrList(HANDLE, HANDLE_MESSAGE, 20)
  consentHandle: string | string[];

  @ApiPropertyOptional({ type: String, nullable: true, description: 'Where the user goes afterwards. Absent: where the request said.', example: 'https://app.example.com/consent/return?state=abc' })
  @IsText({ isOptional: true, isJudgedLater: true })
  redirectUrl?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, description: 'Absent: what the request said.', example: 'ABCDE1234F' })
  @IsText({ isOptional: true })
  pan?: string | null;

  @ApiPropertyOptional({ type: [String], nullable: true, description: 'Limits the FIPs that are offered. Absent: as the request said.', example: ['ALPHA-FIP'] })
  @IsTextList()
  fipID?: string[] | null;

  @ApiPropertyOptional({ type: String, nullable: true, description: "The user's VUA, which older clients send.", example: '9876543210@onemoney' })
  @IsText({ isOptional: true })
  userid?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, enum: LINK_CHOICES, description: `${LINK_CHOICE} A durable one is for a single consent, with the FIPs and the PAN of its request.`, default: 'one-time' })
  @IsText({ isOptional: true, pattern: LINK_CHOICE_PATTERN, message: 'must be one-time or durable' })
  link?: string | null;

  /** In lower case, in the order given. Throws Fault `consent-handle-missing`. */
  handles(): [string, ...string[]] {
    const handles = textsOf(this.consentHandle)?.map((handle) => handle.toLowerCase());
    if (!handles) throw new Fault('consent-handle-missing', { detail: 'consentHandle should not be empty' });
    return [...new Set(handles)] as [string, ...string[]];
  }
}

export class LinkDto {
  @ApiProperty({ format: 'uri', description: "A one-time link to the Account Aggregator's page.", example: 'http://localhost:4000/aa/v2/?ecreq=Op4B&reqdate=150120261030459&fi=QlReVVBfShtXWUY%3D' })
  webRedirectionUrl: string;
}

/** A fresh link (FinPro page "Web redirection encryption"). */
export class LinkCreatedDto extends SuccessDto {
  data: LinkDto;

  static from(ver: string, url: string): LinkCreatedDto {
    return { ...SuccessDto.of(ver, 'Encrypted URL created'), data: { webRedirectionUrl: url } };
  }
}
