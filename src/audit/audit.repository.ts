import { Injectable } from '@nestjs/common';
import { insertOf } from '../database/statements/insert-of';
import { write, type Write } from '../database/write';
import { AuditEntry } from './audit-entry.entity';
import { type Leaf, leafBytes } from './leaf';

const APPEND = insertOf<AuditEntry, Leaf & { readonly leaf: Buffer }>(AuditEntry, 'audit.append', { isByColumn: true });

@Injectable()
export class AuditRepository {
  append(leaf: Leaf): Write<Leaf> {
    return write(APPEND, { ...leaf, leaf: leafBytes(leaf) }, leaf);
  }
}
