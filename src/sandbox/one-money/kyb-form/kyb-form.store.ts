import { randomUUID } from 'node:crypto';
import type { SandboxContext } from '../../context';
import type { SandboxCustomer } from '../customers/customers.store';
import type { Answers, StepId, StoredFile } from '../kyb-questions/kyb-form.shape';
import { isStoredFile } from '../kyb-questions/kyb-form.shape';
import { EDITABLE } from '../kyb-status';

/** Locks the customer against a concurrent submission, so that what was submitted never changes afterwards. */
const OPEN = 'SELECT customer_id FROM sandbox.customers WHERE customer_id = $1 AND status = ANY ($2) FOR SHARE';

/**
 * A company's answers so far. They belong to the customer, so that a new link continues where an earlier one stopped.
 */
export class KybFormStore {
  constructor(private readonly context: SandboxContext) {}

  /** All answers by step; where there is no answer yet, the data that the partner gave when it made the customer. */
  async load({ customer_id, email, company_name }: SandboxCustomer): Promise<Answers> {
    const { rows } = await this.context.db.query<{ answers: Answers }>({
      name: 'sandbox-form',
      text: 'SELECT answers FROM sandbox.kyb_forms WHERE customer_id = $1',
      values: [customer_id],
    });
    return { company: { email, ...(company_name ? { business_legal_name: company_name } : {}) }, ...rows[0]?.answers };
  }

  /**
   * Merges one step in a single statement, so that two tabs on different steps lose no input. False: the form is
   * closed.
   */
  async save(customerId: string, step: StepId, answers: Answers | readonly Answers[]): Promise<boolean> {
    const { rowCount } = await this.context.db.query(
      `WITH open AS (${OPEN})
       INSERT INTO sandbox.kyb_forms AS form (customer_id, answers, updated_at) SELECT customer_id,
         jsonb_build_object($3::text, $4::jsonb), $5 FROM open
       ON CONFLICT (customer_id) DO UPDATE SET answers = form.answers || EXCLUDED.answers,
         updated_at = EXCLUDED.updated_at`,
      [customerId, EDITABLE, step, JSON.stringify(answers), this.context.clock.now()],
    );
    return rowCount === 1;
  }

  /**
   * Replaces the entry with the same id, or appends it; in one statement, so that entries made in two tabs are both
   * kept.
   */
  async putItem(customerId: string, step: StepId, idName: string, item: Answers): Promise<boolean> {
    const { rowCount } = await this.context.db.query(
      `WITH open AS (${OPEN})
       INSERT INTO sandbox.kyb_forms AS form (customer_id, answers, updated_at) SELECT customer_id,
         jsonb_build_object($3::text, jsonb_build_array($4::jsonb)), $5 FROM open
       ON CONFLICT (customer_id) DO UPDATE SET updated_at = EXCLUDED.updated_at,
         answers = form.answers || jsonb_build_object($3::text,
         CASE WHEN form.answers -> $3 @> jsonb_build_array(jsonb_build_object($6::text, $7::text))
           THEN (SELECT jsonb_agg(CASE WHEN item ->> $6 = $7 THEN $4::jsonb ELSE item END ORDER BY position)
             FROM jsonb_array_elements(form.answers -> $3) WITH ORDINALITY AS entry (item, position))
           ELSE coalesce(form.answers -> $3, '[]') || jsonb_build_array($4::jsonb) END)`,
      [customerId, EDITABLE, step, JSON.stringify(item), this.context.clock.now(), idName, item[idName]],
    );
    return rowCount === 1;
  }

  /** False: the form is closed, or was never started. */
  async removeItem(customerId: string, step: StepId, idName: string, itemId: string): Promise<boolean> {
    const { rowCount } = await this.context.db.query(
      `WITH open AS (${OPEN})
       UPDATE sandbox.kyb_forms AS form SET updated_at = $5, answers = form.answers || jsonb_build_object($3::text,
         coalesce(
         (SELECT jsonb_agg(item ORDER BY position) FROM jsonb_array_elements(form.answers -> $3) WITH ORDINALITY AS
           entry (item, position) WHERE item ->> $4 IS DISTINCT FROM $6), '[]'))
       FROM open WHERE form.customer_id = open.customer_id`,
      [customerId, EDITABLE, step, idName, this.context.clock.now(), itemId],
    );
    return rowCount === 1;
  }

  async keepFile(customerId: string, name: string, mediaType: string, content: Buffer): Promise<StoredFile> {
    const documentId = randomUUID();
    await this.context.db.query(
      'INSERT INTO sandbox.kyb_documents (document_id, customer_id, media_type, name, content, created_at) ' +
        'VALUES ($1, $2, $3, $4, $5, $6)',
      [documentId, customerId, mediaType, name, content, this.context.clock.now()],
    );
    return { document_id: documentId, name, media_type: mediaType, bytes: content.length };
  }

  /** Deletes files to which no answer points any more. */
  async dropFiles(customerId: string, files: readonly StoredFile[]): Promise<void> {
    if (files.length === 0) return;
    await this.context.db.query('DELETE FROM sandbox.kyb_documents WHERE customer_id = $1 AND document_id = ANY ($2)', [
      customerId,
      files.map(({ document_id }) => document_id),
    ]);
  }
}

/** Every file that the answers point to. */
export function filesIn(answers: unknown): readonly StoredFile[] {
  if (typeof answers !== 'object' || answers === null) return [];
  return isStoredFile(answers) ? [answers] : Object.values(answers).flatMap(filesIn);
}
