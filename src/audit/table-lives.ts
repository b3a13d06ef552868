import { kept, oldestBy, rowsOf, type TableLife } from '../retention/table-life';
import { AuditEntry } from './audit-entry.entity';

export const auditLives: readonly TableLife[] = [
  kept(
    'audit_entries',
    'never removed by Portico; the owner may drop whole months when `audit_retention` allows it',
    oldestBy(rowsOf(AuditEntry, 'entryId')),
  ),
  kept('audit_retention', 'for ever: it says how long audit entries must be kept'),
  kept('audit_dropped_months', 'for ever: it proves what was dropped'),
  kept('audit_samples', 'for ever: one row for each kind of refusal, overwritten in place'),
];
