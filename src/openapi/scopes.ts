import { SCOPES_EXTENSION } from '../http/request/caller';
import { ROLES_EXTENSION } from '../http/request/operator';
import { type Document, operationsOf } from './schemas';

/** Says at each operation which scope it needs, as the guard checks it. */
export function addScopes(document: Document): void {
  for (const operation of operationsOf(document)) {
    const scopes = operation[SCOPES_EXTENSION];
    if (scopes === undefined) continue;
    const names = scopes.map((scope) => `\`${scope}\``).join(' or ');
    operation.description = [operation.description, `Scope: ${names}.`].filter(Boolean).join('\n\n');
  }
}

/** Says at each operation of operators which role it needs. */
export function addRoles(document: Document): void {
  for (const operation of operationsOf(document)) {
    const roles = operation[ROLES_EXTENSION];
    if (roles === undefined) continue;
    const names = roles.map((role) => `\`${role}\``).join(' or ');
    operation.description = [operation.description, `Role: ${names}.`].filter(Boolean).join('\n\n');
  }
}
