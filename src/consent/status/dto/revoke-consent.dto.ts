import { Field } from '../../../input/field';
import { EMPTY, finproText, WORD, WORD_MESSAGE } from '../../finpro/text-rules';

/** A consent to be revoked (FinPro page "Revoke consent"). */
export class RevokeConsentDto {
  @Field(finproText(WORD, WORD_MESSAGE), {
    missing: EMPTY,
    description: 'The consentID, not the handle: a consent has one from its approval on.',
    example: 'bf0cda0b-776c-4104-a4f8-5bcd69764125',
  })
  consentID: string;
}
