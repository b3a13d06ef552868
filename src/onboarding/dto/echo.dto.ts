import { ApiProperty } from '@nestjs/swagger';
import { Field } from '../../input/field';
import { text } from '../../input/values';

/** The message to be returned. */
export class EchoRequestDto {
  /** @example hello */
  @Field(text(1000))
  message: string;
}

/** The message that was returned, and when. */
export class EchoDto {
  /** @example hello */
  message: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T09:30:00.512Z' })
  timestamp: string;
}
