import { together, type Write } from '../database/write';
import { destroySubjectKey, eraseSubject } from '../privacy/subject-keys';
import type { AuditedAction, AuditService, Actor } from './audit.service';
import type { Leaf } from './leaf';

/**
 * Destroys the subject's key, ends its polls, links, pending deliveries and stored answers, and audits the erasure, in
 * one commit. Refused (WriteRefused) when there is no key. `detail`: what vendors were told, and why.
 */
export function erasure(
  audit: AuditService,
  actor: Actor,
  subject: string,
  detail: AuditedAction['detail'] = {},
): Write<Leaf> {
  return together(
    audit.event(actor, { action: 'privacy.subject.erased', subject, detail }, 'SUCCEEDED'),
    destroySubjectKey(subject),
    eraseSubject(subject),
  );
}
