import { randomUUID } from 'node:crypto';
import type { SandboxContext } from '../../context';
import { magicEmail } from '../../magic-inputs';
import { isUuid } from '../../uuid';
import { EDITABLE, isKybStatus, type KybStatus, mayMove } from '../kyb-status';
import type { ReviewIssues } from '../review-issues';
import { kybNotice } from '../webhook-payload';

export interface SandboxCustomer {
  readonly customer_id: string;
  readonly entity: string;
  readonly idempotency_key: string;
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly company_name: string | null;
  readonly customer_type: string;
  readonly status: KybStatus;
  readonly review_issues: ReviewIssues | null;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly submitted_at: Date | null;
  readonly status_changed_at: Date;
}

export type NewCustomer = Pick<
  SandboxCustomer,
  'email' | 'first_name' | 'last_name' | 'company_name' | 'customer_type'
>;

/** What a magic company has to correct. */
const FLAGGED: ReviewIssues = { company_issues: { description: 'The proof of address is not readable.' } };

/** The customers of all entities. */
export class CustomersStore {
  constructor(private readonly context: SandboxContext) {}

  async find(customerId: string): Promise<SandboxCustomer | null> {
    if (!isUuid(customerId)) return null;
    const { rows } = await this.context.db.query<SandboxCustomer>({
      name: 'sandbox-customer',
      text: 'SELECT * FROM sandbox.customers WHERE customer_id = $1',
      values: [customerId],
    });
    return rows[0] ? this.reviewed(rows[0]) : null;
  }

  async findByKey(entity: string, key: string): Promise<SandboxCustomer | null> {
    const { rows } = await this.context.db.query<SandboxCustomer>(
      'SELECT * FROM sandbox.customers WHERE entity = $1 AND idempotency_key = $2',
      [entity, key],
    );
    return rows[0] ? this.reviewed(rows[0]) : null;
  }

  async findByEmail(entity: string, email: string): Promise<SandboxCustomer | null> {
    const { rows } = await this.context.db.query<SandboxCustomer>(
      'SELECT * FROM sandbox.customers WHERE entity = $1 AND email = $2',
      [entity, email],
    );
    return rows[0] ? this.reviewed(rows[0]) : null;
  }

  async count(entity: string): Promise<number> {
    const { rows } = await this.context.db.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM sandbox.customers WHERE entity = $1',
      [entity],
    );
    return rows[0]!.count;
  }

  /** Newest first. */
  async list(entity: string, status: KybStatus | null, offset: number, most: number): Promise<SandboxCustomer[]> {
    const { rows } = await this.context.db.query<SandboxCustomer>(
      'SELECT * FROM sandbox.customers WHERE entity = $1 AND ($2::text IS NULL OR status = $2) ORDER BY ' +
        'created_at DESC, customer_id OFFSET $3 LIMIT $4',
      [entity, status, offset, most],
    );
    return rows;
  }

  /** Of several concurrent requests with one key exactly one creates; null when the key or the e-mail is taken. */
  async create(entity: string, key: string, customer: NewCustomer, requestId: string): Promise<SandboxCustomer | null> {
    const now = this.context.clock.now();
    return this.context.effects.within(async (client) => {
      const { rows } = await client.query<SandboxCustomer>(
        `INSERT INTO sandbox.customers (customer_id, entity, idempotency_key, email, first_name, last_name,
          company_name, customer_type, status, created_at, updated_at, status_changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'INIT', $9, $9, $9) ON CONFLICT DO NOTHING RETURNING *`,
        [
          randomUUID(),
          entity,
          key,
          customer.email,
          customer.first_name,
          customer.last_name,
          customer.company_name,
          customer.customer_type,
          now,
        ],
      );
      const created = rows[0] ?? null;
      return {
        value: created,
        effect: created && {
          vendor: '1money',
          kind: 'customer.created',
          subject: created.customer_id,
          entity,
          idempotencyKey: key,
          requestId,
        },
      };
    });
  }

  /** One conditional update: only from an editable status. False: it is no longer editable. */
  async submit(customerId: string): Promise<boolean> {
    const submitted = await this.move(customerId, 'PENDING_REVIEW', {
      from: EDITABLE,
      submitted: true,
      kind: 'form.submitted',
    });
    const magic = submitted && magicEmail(submitted.email)?.submitted;
    if (magic) await this.setStatus(customerId, magic, magic === 'PENDING_RESPONSE' ? FLAGGED : null);
    return submitted !== null;
  }

  /** Sets any status, also against the graph; `issues` replaces what was flagged. */
  async setStatus(customerId: string, status: KybStatus, issues: ReviewIssues | null): Promise<SandboxCustomer | null> {
    return this.move(customerId, status, { issues, kind: 'status.changed' });
  }

  /** Moves along the graph; null when there is no such step from the customer's status. */
  async transition(customerId: string, to: KybStatus): Promise<SandboxCustomer | null> {
    const customer = await this.find(customerId);
    return customer && mayMove(customer.status, to)
      ? this.move(customerId, to, { from: [customer.status], issues: customer.review_issues, kind: 'status.changed' })
      : null;
  }

  private async move(
    customerId: string,
    to: KybStatus,
    how: { from?: readonly KybStatus[]; issues?: ReviewIssues | null; submitted?: boolean; kind: string },
  ): Promise<SandboxCustomer | null> {
    return this.context.effects.within(async (client) => {
      const { rows } = await client.query<SandboxCustomer>(
        `UPDATE sandbox.customers SET status = $2, review_issues = $3, updated_at = $4, status_changed_at = $4,
          submitted_at = CASE WHEN $5 THEN $4 ELSE submitted_at END
         WHERE customer_id = $1 AND ($6::text[] IS NULL OR status = ANY ($6)) RETURNING *`,
        [
          customerId,
          to,
          how.issues ? JSON.stringify(how.issues) : null,
          this.context.clock.now(),
          how.submitted ?? false,
          how.from ?? null,
        ],
      );
      const moved = rows[0] ?? null;
      return {
        value: moved,
        effect: moved && {
          vendor: '1money',
          kind: how.kind,
          subject: customerId,
          entity: moved.entity,
          detail: { status: to },
          announce: () => kybNotice(moved),
        },
      };
    });
  }

  /** With automatic review, a submitted form moves on by one step for each interval that has passed. */
  private async reviewed(customer: SandboxCustomer): Promise<SandboxCustomer> {
    const { autoReviewSeconds } = this.context.config;
    if (autoReviewSeconds === null) return customer;
    const steps: Partial<Record<KybStatus, KybStatus>> = { PENDING_REVIEW: 'UNDER_REVIEW', UNDER_REVIEW: 'APPROVED' };
    const next = steps[customer.status];
    const isDue = this.context.clock.now().getTime() - customer.status_changed_at.getTime() >= autoReviewSeconds * 1000;
    if (!next || !isDue || !isKybStatus(next)) return customer;
    const moved = await this.move(customer.customer_id, next, { from: [customer.status], kind: 'status.changed' });
    return (await this.find(moved?.customer_id ?? customer.customer_id)) ?? customer;
  }
}
