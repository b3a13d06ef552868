import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { WholeNumber } from '../../http/whole-number';

const MOST = Number.MAX_SAFE_INTEGER;

/** Between which two sizes of the tree. */
export class ConsistencyQueryDto {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'The size of the checkpoint that you have.', example: 1 })
  @WholeNumber(0, MOST, 'a number of leaves')
  from: number;

  @ApiProperty({ type: 'integer', minimum: 0, required: false, description: 'The size of a later checkpoint; the newest when left out.', example: 4 })
  @IsOptional() @WholeNumber(0, MOST, 'a number of leaves')
  to?: number;
}
