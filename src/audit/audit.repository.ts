import { Injectable } from '@nestjs/common';
import { bytea } from '../database/bytea';
import { type Statement, write, type Write } from '../database/write';
import { type Leaf, leafBytes } from './leaf';

const APPEND: Statement<Leaf & { readonly leaf: string }> = {
  name: 'audit.append',
  text: `
    INSERT INTO portico.audit_entries
      (entry_id, occurred_at, request_id, consumer, actor, action, subject, phase, intent_id, vendor, vendor_request_id,
        result, detail, leaf)
    SELECT r.entry_id, r.occurred_at, r.request_id, r.consumer, r.actor, r.action, r.subject, r.phase, r.intent_id,
      r.vendor, r.vendor_request_id, r.result, r.detail, r.leaf
    FROM json_to_recordset($rows) AS r(entry_id uuid, occurred_at timestamptz, request_id uuid, consumer text,
      actor text, action text, subject text,
      phase text, intent_id uuid, vendor text, vendor_request_id text, result text, detail jsonb, leaf bytea)
    RETURNING 1`,
};

@Injectable()
export class AuditRepository {
  append(leaf: Leaf): Write<Leaf> {
    return write(APPEND, { ...leaf, leaf: bytea(leafBytes(leaf)) }, leaf);
  }
}
