import type { Fault } from '../../errors';

/** RFC 9457 problem details that are also 1Money's error envelope (`code`, `status`, `detail`, `instance`). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly instance: string;
  readonly errors?: readonly { readonly pointer: string; readonly code: string; readonly detail: string }[];
  readonly violations?: readonly Violation[];
  readonly request_id: string;
  readonly retryable: boolean;
  readonly next_action: string;
}

/** One of the faults that a dry run found. */
export interface Violation extends Pick<Problem, 'type' | 'title' | 'status' | 'code' | 'detail' | 'next_action'> {
  readonly errors?: Problem['errors'];
  /** Retry-After of the answer to a real request. */
  readonly retry_after_seconds?: number;
}

function violationOf(fault: Fault, base: string): Violation {
  const { faultName, kind, errors, nextAction, retryAfterSeconds: seconds } = fault;
  const { title, status, code } = kind;
  return {
    type: `${base}/errors#${faultName}`,
    title,
    status,
    code,
    detail: detailOf(fault),
    ...(errors.length > 0 ? { errors } : {}),
    ...(seconds === undefined ? {} : { retry_after_seconds: seconds }),
    next_action: nextAction,
  };
}

/** 1Money's clients read the wait here (`Retry after (\d+)s`), not in Retry-After; both have the same number. */
const detailOf = ({ detail, retryAfterSeconds }: Fault): string =>
  retryAfterSeconds === undefined ? detail : `${detail} Retry after ${retryAfterSeconds}s.`;

/** The path as it may be shown: without the token of a durable link or a return address. */
export const shown = (path: string): string => path.replace(/^(\/l|\/return\/[a-z]+)\/.*/, '$1/***');

/** `instance` is the path without its query; `base` begins the type. */
export function problemOf(fault: Fault, instance: string, requestId: string, base = ''): Problem {
  const { title, status, code, retryable } = fault.kind;
  return {
    type: `${base}/errors#${fault.faultName}`,
    title,
    status,
    code,
    detail: detailOf(fault),
    instance,
    ...(fault.errors.length > 0 ? { errors: fault.errors } : {}),
    ...(fault.violations.length > 0 ? { violations: fault.violations.map((one) => violationOf(one, base)) } : {}),
    request_id: requestId,
    retryable,
    next_action: fault.nextAction,
  };
}
