import type { IncomingHttpHeaders } from 'node:http';
import { isFinproPath } from '../consent/finpro/finpro-envelope';
import { type CredentialKind, credentialFault } from '../consumers/presented';
import type { Fault } from '../errors';

export type { CredentialKind } from '../consumers/presented';

/** Paths that require no credentials. */
const PUBLIC =
  /^\/(?:\.well-known|health|return|webhooks|l|errors|docs|console|metrics|openapi\.(?:json|yaml)|operator\/v1\/openapi\.json)(?:\/|$)/;
/** Paths of operators. */
const OPERATOR = /^\/operator(?:\/|$)/;

export const isOperatorPath = (path: string): boolean => OPERATOR.test(path);

/** Credentials that a path requires in the document; the operation states it again (http/request/caller.ts). */
export const credentialKindOf = (path: string): CredentialKind =>
  PUBLIC.test(path)
    ? 'none'
    : isOperatorPath(path)
      ? 'operator'
      : isFinproPath(path)
        ? 'four-headers'
        : 'authorization';

/** Fault `unauthorized` when these headers cannot authenticate any consumer on this path; otherwise null. */
export const credentialFaultAt = (path: string, headers: IncomingHttpHeaders): Fault | null =>
  credentialFault(credentialKindOf(path), headers);
