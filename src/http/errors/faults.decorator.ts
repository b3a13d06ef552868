import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, type ApiResponseNoStatusOptions, getSchemaPath } from '@nestjs/swagger';
import { Fault, FAULTS, type FaultName } from '../../errors';
import { ProblemDto } from './problem.dto';
import { problemOf } from './problem';

const EXAMPLE_REQUEST_ID = '019abf6e-21c4-7a35-9b1e-3c0f6f0f2a11';

/** Faults that may also happen wherever the first one may: in admission control, and on the way to a vendor. */
const IMPLIED_FAULTS: readonly (readonly [FaultName, readonly FaultName[]])[] = [
  ['unauthorized', ['request-timeout', 'too-many-requests', 'overloaded']],
  ['vendor-unreachable', ['vendor-saturated', 'vendor-circuit-open', 'deadline-passed']],
];

/** The faults of operations that call a vendor. */
export const VENDOR_FAULTS: readonly FaultName[] = [
  'vendor-not-configured',
  'vendor-credentials',
  'vendor-invalid-response',
  'vendor-failed',
  'vendor-unreachable',
  'vendor-out-of-service',
  'vendor-busy',
  'database-unavailable',
  'vendor-timeout',
];

/** The listed faults, and those that always come with them. */
export function withImpliedFaults(listed: readonly FaultName[]): FaultName[] {
  return [
    ...new Set([...listed, ...IMPLIED_FAULTS.flatMap(([name, others]) => (listed.includes(name) ? others : []))]),
  ];
}

/** Documents an operation's faults from the catalogue, with one example each. `instance`: its path in the examples. */
export function Faults(instance: string, ...listed: readonly FaultName[]): MethodDecorator {
  const names = withImpliedFaults(listed);
  const statuses = [...new Set(names.map((name) => FAULTS[name].status))].toSorted((a, b) => a - b);
  return applyDecorators(
    ApiExtraModels(ProblemDto),
    ...statuses.map((status) =>
      ApiResponse({
        status,
        ...problemResponse(
          instance,
          names.filter((name) => FAULTS[name].status === status),
        ),
      }),
    ),
  );
}

/** The OpenAPI response for faults of one status. */
export function problemResponse(
  instance: string,
  names: readonly FaultName[],
): Pick<ApiResponseNoStatusOptions, 'headers'> & { description: string; content: Record<string, object> } {
  const faults = names.map((name) => new Fault(name));
  const examples = Object.fromEntries(
    faults.map((fault) => [
      fault.faultName,
      { summary: fault.kind.title, value: problemOf(fault, instance, EXAMPLE_REQUEST_ID) },
    ]),
  );
  const waits =
    faults.some(({ kind, retryAfterSeconds }) => retryAfterSeconds !== undefined || kind.status === 429) ||
    names.includes('key-in-flight');
  return {
    description: faults.map(({ kind }) => kind.title).join('; or: '),
    ...(waits
      ? { headers: { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer', minimum: 1 } } } }
      : {}),
    content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) }, examples } },
  };
}
