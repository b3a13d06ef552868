import type { Fault } from '../errors';

/** RFC 9457 problem details that are 1Money's error envelope at the same time (`code`, `status`, `detail`, `instance`). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly instance: string;
  readonly errors?: readonly { readonly pointer: string; readonly code: string; readonly detail: string }[];
  readonly request_id: string;
  readonly retryable: boolean;
  readonly next_action: string;
}

/** `instance` is the path without its query; `base` begins the type. */
export function problemOf(fault: Fault, instance: string, requestId: string, base = ''): Problem {
  const { title, status, code, retryable } = fault.kind;
  return {
    type: `${base}/errors#${fault.faultName}`,
    title,
    status,
    code,
    detail: fault.detail,
    instance,
    ...(fault.errors.length > 0 ? { errors: fault.errors } : {}),
    request_id: requestId,
    retryable,
    next_action: fault.nextAction,
  };
}
