import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { FAULTS, type FaultName } from '../../errors';
import { faultResponse, withImpliedFaults } from '../../http/errors/faults.decorator';
import { FinproErrorDto } from './finpro-error.dto';
import { finproEnvelopeOf } from './finpro-envelope';

const EXAMPLE_NOW = new Date('2026-01-15T10:30:45.912Z');

/**
 * Documents the faults that a FinPro operation can answer with, one named example each, in FinPro's envelope, from the
 * catalogue of faults.
 */
export function FinproFaults(...listed: readonly FaultName[]): MethodDecorator {
  const names = withImpliedFaults(listed);
  const statuses = [...new Set(names.map((name) => FAULTS[name].status))].toSorted((a, b) => a - b);
  return applyDecorators(
    ApiExtraModels(FinproErrorDto),
    ...statuses.map((status) =>
      response(
        status,
        names.filter((name) => FAULTS[name].status === status),
      ),
    ),
  );
}

function response(status: number, names: readonly FaultName[]): MethodDecorator {
  const { content, ...rest } = faultResponse(names, (fault) => finproEnvelopeOf(fault, EXAMPLE_NOW));
  return ApiResponse({
    status,
    ...rest,
    content: { 'application/json': { schema: { $ref: getSchemaPath(FinproErrorDto) }, ...content } },
  });
}
