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

/** A dry run names what it found. */
const exampleOf = (name: FaultName): Fault =>
  new Fault(name, name === 'dry-run-refused' ? { violations: [new Fault('quota-exceeded')] } : {});

type Described = Pick<ApiResponseNoStatusOptions, 'headers'> & { description: string };

/** The OpenAPI response for faults of one status. */
export function problemResponse(
  instance: string,
  names: readonly FaultName[],
): Described & { content: Record<string, object> } {
  const { content, ...rest } = faultResponse(names, (fault) => problemOf(fault, instance, EXAMPLE_REQUEST_ID));
  return {
    ...rest,
    content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) }, ...content } },
  };
}

/** What faults of one status have in common, whatever their envelope: a named example for each of them. */
export function faultResponse(
  names: readonly FaultName[],
  valueOf: (fault: Fault) => object,
): Described & { content: { examples: Record<string, object> } } {
  const faults = names.map(exampleOf);
  const examples = Object.fromEntries(
    faults.map((fault) => [
      fault.faultName,
      {
        summary: fault.kind.title,
        description: `${fault.kind.detail} ${fault.kind.nextAction}`,
        value: valueOf(fault),
      },
    ]),
  );
  const waits =
    faults.some(({ kind, retryAfterSeconds }) => retryAfterSeconds !== undefined || kind.status === 429) ||
    names.includes('key-in-flight');
  return {
    description: faults.length === 1 ? `${faults[0]!.kind.title}.` : REASONS[faults[0]!.kind.status]!,
    ...(waits
      ? { headers: { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer', minimum: 1 } } } }
      : {}),
    content: { examples },
  };
}

/** What several faults of one status have in common; the named examples tell them apart. */
const REASONS: Readonly<Record<number, string>> = {
  400: 'The request breaks a rule. Each example is one rule.',
  409: 'The request conflicts with how things stand. Each example is one reason.',
  410: 'It is gone. Each example is one reason.',
  422: 'The request cannot be carried out as it stands. Each example is one reason.',
  429: 'Too many requests. Each example is one limit.',
  502: 'The vendor failed. Each example is one way.',
  503: 'Not at the moment; try again after Retry-After. Each example is one reason.',
  504: 'There was no answer in time. Each example is one reason.',
};
