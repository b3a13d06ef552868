import { SCOPES_EXTENSION } from '../http/request/caller';
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
