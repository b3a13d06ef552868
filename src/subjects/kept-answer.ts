import { maskEmail } from '../privacy/mask';
import type { SubjectKey } from '../privacy/subject-keys';

/** The e-mail address in one of the answers about a company that are kept to be answered again; null: in none. */
export function emailIn(key: SubjectKey, answersSealed: readonly Buffer[], isMasked = false): string | null {
  for (const sealed of answersSealed) {
    const { email } = JSON.parse(key.open('idempotent_response', sealed)) as { email?: unknown };
    if (typeof email === 'string') return isMasked ? maskEmail(email) : email;
  }
  return null;
}
