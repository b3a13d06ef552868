import { ANY_UUID, INSTANT, INSTANT_RULE } from '../../input/bounded-text';
import { Field } from '../../input/field';
import { oneOf, textLike } from '../../input/values';
import { PERSONAL, type Personal } from '../../evidence/pack/content';
import { ReasonDto } from '../reason.dto';

/** What a pack is to be about, and why it is made. */
export class EvidenceDto extends ReasonDto {
  /** A journey, or everything about a subject: a person or company, as one consumer knows it.
   * @example journey */
  @Field(oneOf(['journey', 'subject']))
  about: 'journey' | 'subject';

  /** journey_id, or subject_id.
   * @example 01890a5d-ac96-774b-bcce-b302099a8057 */
  @Field(textLike(ANY_UUID, 'must be a UUID'))
  id: string;

  /** From this instant on; absent: from the beginning.
   * @example 2026-01-15T00:00:00.000Z */
  @Field(textLike(INSTANT, INSTANT_RULE), { isOptional: true })
  since?: string | null;

  /** Before this instant; absent: until now.
   * @example 2026-01-16T00:00:00.000Z */
  @Field(textLike(INSTANT, INSTANT_RULE), { isOptional: true })
  until?: string | null;

  /** Whether it has what identifies the person: not at all, masked, or in clear. For the role operator alone, unless
   * none.
   * @example none */
  @Field(oneOf(PERSONAL), { isOptional: true, default: 'none' })
  personal?: Personal | null;
}
