import { ApiProperty } from '@nestjs/swagger';
import { SuccessDto } from '../finpro/success.dto';

export class RequestedConsentDto {
  @ApiProperty({ enum: ['PENDING'], example: 'PENDING' })
  status: 'PENDING';

  @ApiProperty({ format: 'uuid', example: '3a3f2d96-fc3b-42e5-804f-e65d10a4be98' })
  consent_handle: string;

  @ApiProperty({
    format: 'uri',
    description:
      "A one-time link to the Account Aggregator's page. Send the user's browser there at once, and keep it out " +
      'of mails and logs.',
    example: 'http://localhost:4000/aa/v2/?ecreq=Op4B&reqdate=150120261030459&fi=QlReVVBfShtXWUY%3D',
  })
  webRedirectionUrl: string;
}

/** A consent was requested (FinPro page "Request consent V3"). */
export class ConsentRequestedDto extends SuccessDto {
  data: RequestedConsentDto;

  static from(ver: string, handle: string, url: string): ConsentRequestedDto {
    return {
      ...SuccessDto.of(ver, 'Consent request created'),
      data: { status: 'PENDING', consent_handle: handle, webRedirectionUrl: url },
    };
  }
}
