import { ApiProperty } from '@nestjs/swagger';
import { Fault } from '../../errors';
import { Field } from '../../input/field';
import { oneOf } from '../../input/values';
import { SuccessDto } from '../finpro/success.dto';
import {
  finproText,
  HANDLE,
  HANDLE_MESSAGE,
  LINK_CHOICE,
  LINK_CHOICES,
  PAN_FORM,
  PAN_MESSAGE,
  RETURN_ADDRESS,
  textList,
  textOrList,
  textsOf,
} from '../finpro/text-rules';

/** A fresh link to consents that exist (FinPro page "Web redirection encryption"). */
export class FreshLinkDto {
  @Field(textOrList(HANDLE, HANDLE_MESSAGE, 20, true), {
    missing: null,
    description: 'One pending consent, or several of one user.',
    example: '3a3f2d96-fc3b-42e5-804f-e65d10a4be98',
  })
  consentHandle: string | string[];

  @Field(RETURN_ADDRESS, {
    isOptional: true,
    description:
      'Where the user goes afterwards: https, without a fragment, of an origin registered for the consumer. ' +
      'Absent: where the request said.',
    example: 'https://app.example.com/consent/return?state=abc',
  })
  redirectUrl?: string | null;

  @Field(finproText(PAN_FORM, PAN_MESSAGE), {
    isOptional: true,
    description: 'Absent: what the request said.',
    example: 'ABCDE1234F',
  })
  pan?: string | null;

  @Field(textList(), {
    isOptional: true,
    description: 'Limits the FIPs that are offered. Absent: as the request said.',
    example: ['ALPHA-FIP'],
  })
  fipID?: string[] | null;

  @Field(finproText(), {
    isOptional: true,
    description: "The user's VUA, which older clients send.",
    example: '9876543210@onemoney',
  })
  userid?: string | null;

  @Field(oneOf(LINK_CHOICES), {
    isOptional: true,
    description: `${LINK_CHOICE} A durable one is for a single consent, with the FIPs and the PAN of its request.`,
  })
  link?: string | null;

  /** In lower case, in the order given. Throws Fault `consent-handle-missing`. */
  handles(): [string, ...string[]] {
    const handles = textsOf(this.consentHandle)?.map((handle) => handle.toLowerCase());
    if (!handles) throw new Fault('consent-handle-missing', { detail: 'consentHandle should not be empty' });
    return [...new Set(handles)] as [string, ...string[]];
  }
}

export class LinkDto {
  @ApiProperty({
    format: 'uri',
    description: "A one-time link to the Account Aggregator's page.",
    example: 'https://onemoney.example.com/aa/v2/?ecreq=Op4B&reqdate=150120261030459&fi=QlReVVBfShtXWUY%3D',
  })
  webRedirectionUrl: string;
}

/** A fresh link (FinPro page "Web redirection encryption"). */
export class LinkCreatedDto extends SuccessDto {
  data: LinkDto;

  static from(ver: string, url: string): LinkCreatedDto {
    return { ...SuccessDto.of(ver, 'Encrypted URL created'), data: { webRedirectionUrl: url } };
  }
}
