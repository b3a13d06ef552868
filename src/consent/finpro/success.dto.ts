import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { FINPRO_VERSION } from './finpro-envelope';

/** The members with which every success of FinPro's operations begins. */
export class SuccessDto {
  @ApiProperty({ enum: ['success'], example: 'success' })
  status: 'success';

  @ApiProperty({
    description: 'The release of FinPro that answered, as it names itself; opaque.',
    example: FINPRO_VERSION,
  })
  ver: string;

  @ApiPropertyOptional({ example: 'Consent request created' })
  message?: string;

  static of(ver: string, message: string): SuccessDto {
    return { status: 'success', ver, message };
  }
}
