import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

const DECIMAL = /^(0|[1-9]\d{0,15})$/;

/** A query parameter that is a whole number in plain decimal digits: no sign, no exponent, not empty. */
export function WholeNumber(least: number, most: number, what = 'a whole number'): PropertyDecorator {
  const message = `must be ${what} from ${least} to ${most}`;
  return applyDecorators(Transform(({ value }: { value: unknown }) => (typeof value === 'string' && DECIMAL.test(value) ? Number(value) : Number.NaN)), IsInt({ message }), Min(least, { message }), Max(most, { message }));
}
