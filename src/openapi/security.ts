import type { IncomingHttpHeaders } from 'node:http';
import { isFinproPath } from '../consent/finpro/finpro-envelope';
import { type CredentialKind, credentialFault } from '../consumers/presented';
import type { Fault } from '../errors';

export type { CredentialKind } from '../consumers/presented';

/** Paths on which nobody needs to say who they are. */
const PUBLIC = /^\/(?:health|return|webhooks|l|errors|docs|metrics|openapi\.(?:json|yaml))(?:\/|$)/;

/** Which credentials a path asks for, as the document says; the operation itself says so again (http/caller.ts). */
export const credentialKindOf = (path: string): CredentialKind =>
  PUBLIC.test(path) ? 'none' : isFinproPath(path) ? 'four-headers' : 'authorization';

/** Fault `unauthorized` when these headers prove nobody on this path, whoever is known; otherwise null. */
export const credentialFaultAt = (path: string, headers: IncomingHttpHeaders): Fault | null =>
  credentialFault(credentialKindOf(path), headers);
