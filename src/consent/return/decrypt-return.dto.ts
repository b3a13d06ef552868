import { ApiProperty } from '@nestjs/swagger';
import { bounded } from '../../input/bounded-text';
import { Field } from '../../input/field';
import { objectOf } from '../../input/values';
import type { DecryptedReturn, EncryptedReturn } from '../finpro/finpro-consent';
import { SuccessDto } from '../finpro/success.dto';
import { EMPTY, finproText } from '../finpro/text-rules';

/** A plus sign that form decoding turned into a space is accepted; spaces alone are not. */
const ECRES = bounded(8194, /^ *[A-Za-z0-9+/_-][A-Za-z0-9+/_ -]*={0,2}$/);
const RESDATE = bounded(15, /^[0-9]{15}$/);
const FI = bounded(202, /^ *[A-Za-z0-9+/_-][A-Za-z0-9+/_ -]*={0,2}$/);

/** The parameters that the Account Aggregator appended to the redirectUrl. */
export class EncryptedReturnDto implements EncryptedReturn {
  @Field(finproText(ECRES, 'must be base64'), {
    missing: EMPTY,
    example: 'zBQgXiXFOluInLIBisuyubyNi2dYVpcB64IbXMnWp37hge6olr1UxCMZyhuVORJs',
  })
  ecres: string;

  @Field(finproText(RESDATE, 'must be 15 digits'), { missing: EMPTY, example: '150120261034127' })
  resdate: string;

  @Field(finproText(FI, 'must be base64'), { missing: EMPTY, example: 'XltVXF1eV08cUVI=' })
  fi: string;
}

/** A browser's return, to be decrypted (FinPro page "Web redirection decryption"). */
export class DecryptReturnDto {
  @Field(objectOf(EncryptedReturnDto), { missing: EMPTY, description: 'Mind the capital letters of URL.' })
  webRedirectionURL: EncryptedReturnDto;
}

export class DecryptedReturnDto {
  @ApiProperty({
    enum: ['S', 'F'],
    description: 'S only when FinPro confirms the consent as ACTIVE; what the browser says is not enough.',
    example: 'S',
  })
  status: 'S' | 'F';

  @ApiProperty({ description: '0 approved, 1 rejected, 2 and 3 failed, others: the user left.', example: '0' })
  errorcode: string;

  @ApiProperty({ type: String, nullable: true, example: '7b0d2c1e-5a64-4f0e-9b3f-2f6f0c8a1d11' })
  txnid: string | null;

  @ApiProperty({ type: String, nullable: true, example: '5d6c3f3e-0c58-4f43-8a0f-6d1f1c2b3a44' })
  sessionid: string | null;

  @ApiProperty({ description: 'The consent handle.', example: '3a3f2d96-fc3b-42e5-804f-e65d10a4be98' })
  srcref: string;

  /** @example 9876543210@onemoney */
  userid: string;

  @ApiProperty({ type: String, nullable: true, example: 'https://app.example.com/consent/return?state=abc' })
  redirect: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  email: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  pan: string | null;
}

/** The content of the return, confirmed (FinPro page "Web redirection decryption"). */
export class ReturnDecryptedDto extends SuccessDto {
  data: DecryptedReturnDto;

  static from({
    ver,
    status,
    errorCode,
    transactionId,
    sessionId,
    handles,
    userId,
    redirect,
  }: DecryptedReturn): ReturnDecryptedDto {
    return {
      ...SuccessDto.of(ver, 'Decrypted'),
      data: {
        status,
        errorcode: errorCode,
        txnid: transactionId,
        sessionid: sessionId,
        srcref: handles.join(','),
        userid: userId,
        redirect,
        email: null,
        pan: null,
      },
    };
  }
}
