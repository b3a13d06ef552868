import { QueryField } from '../../input/field';
import { wholeNumber } from '../../input/values';

const MAX_TREE_SIZE = Number.MAX_SAFE_INTEGER;

/** The two sizes of the tree to compare. */
export class ConsistencyQueryDto {
  @QueryField(wholeNumber(0, MAX_TREE_SIZE, 'a number of leaves'), {
    description: 'The size of the checkpoint that you have.',
    example: 1,
  })
  from: number;

  @QueryField(wholeNumber(0, MAX_TREE_SIZE, 'a number of leaves'), {
    isOptional: true,
    description: 'The size of a later checkpoint; the newest when left out.',
    example: 4,
  })
  to?: number;
}
