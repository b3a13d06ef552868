import type { FastifyInstance } from 'fastify';
import type { SandboxContext } from '../context';
import { control, type Schema } from '../control/control-call';
import { controlBody } from '../control/control-input';
import { refuse } from '../control/control.routes';
import { CustomersStore, type SandboxCustomer } from './customers/customers.store';
import { GrantsStore } from './customers/grants.store';
import { isEditable, isKybStatus, KYB_STATUSES, stepsFrom } from './kyb-status';
import { EVERY_STEP, fillSteps, submitForm } from './kyb-form/kyb-form.fill';
import { reviewIssuesOf } from './review-issues';

interface CustomerParams {
  readonly customer_id: string;
}

const STATUS: Schema = { type: 'string', enum: KYB_STATUSES };
const TEXT: Schema = { type: 'string' };
const REVIEW_ISSUES: Schema = {
  type: ['object', 'null'],
  properties: {
    company_issues: {
      type: ['object', 'null'],
      properties: { description: TEXT, company_name: { type: ['string', 'null'] }, reject_reason: TEXT },
      required: ['description'],
      additionalProperties: false,
    },
    associated_person_issues: {
      type: 'array',
      items: {
        type: 'object',
        properties: { associated_person_id: TEXT, description: TEXT, name: TEXT, reject_reason: TEXT },
        required: ['associated_person_id', 'description'],
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
};

const shown = (customer: SandboxCustomer | null): object | null =>
  customer && {
    customer_id: customer.customer_id,
    email: customer.email,
    status: customer.status,
    review_issues: customer.review_issues,
    submitted_at: customer.submitted_at,
  };

/**
 * Control calls that act as compliance: any status, with review issues; a step along the graph; ending a grant early.
 */
export function registerOneMoneyControl(app: FastifyInstance, context: SandboxContext): void {
  const customers = new CustomersStore(context);
  const grants = new GrantsStore(context);

  app.get<{ Params: CustomerParams }>(
    '/_sandbox/1money/customers/:customer_id',
    control('Shows a customer, as 1Money keeps it', { refuses: [404] }),
    async (request, reply) =>
      shown(await customers.find(request.params.customer_id)) ?? reply.status(404).send({ error: 'no such customer' }),
  );

  app.post<{ Params: CustomerParams }>(
    '/_sandbox/1money/customers/:customer_id/status',
    control('Sets any KYB status, also against the graph', {
      body: { status: STATUS, review_issues: REVIEW_ISSUES },
      required: ['status'],
      refuses: [404],
    }),
    async (request, reply) => {
      const { status, review_issues } = controlBody(request.body);
      if (!isKybStatus(status)) return refuse(reply, `status must be one of ${KYB_STATUSES.join(', ')}`);
      const issues = reviewIssuesOf(review_issues ?? null);
      if (typeof issues === 'string') return refuse(reply, issues);
      const known = await customers.find(request.params.customer_id);
      const moved = known && (await customers.setStatus(known.customer_id, status, issues));
      return shown(moved) ?? reply.status(404).send({ error: 'no such customer' });
    },
  );

  app.post<{ Params: CustomerParams }>(
    '/_sandbox/1money/customers/:customer_id/transition',
    control('Moves the KYB status by one step of the graph', {
      body: { status: STATUS },
      required: ['status'],
      refuses: [404, 409],
    }),
    async (request, reply) => {
      const { status } = controlBody(request.body);
      if (!isKybStatus(status)) return refuse(reply, `status must be one of ${KYB_STATUSES.join(', ')}`);
      const known = await customers.find(request.params.customer_id);
      if (!known) return reply.status(404).send({ error: 'no such customer' });
      const steps = stepsFrom(known.status).join(', ') || 'nowhere';
      return (
        shown(await customers.transition(known.customer_id, status)) ??
        reply.status(409).send({ error: `there is no step from ${known.status} to ${status}, but to ${steps}` })
      );
    },
  );

  app.post<{ Params: CustomerParams }>(
    '/_sandbox/1money/customers/:customer_id/form/fill',
    control('Fills the whole form with sample answers', { refuses: [404, 409] }),
    async (request, reply) => {
      const customer = await customers.find(request.params.customer_id);
      if (!customer) return reply.status(404).send({ error: 'no such customer' });
      const filled = isEditable(customer.status) && (await fillSteps(context, customer, EVERY_STEP));
      return filled
        ? { customer_id: customer.customer_id, status: customer.status, steps: EVERY_STEP }
        : reply.status(409).send({ error: `the form is closed in status ${customer.status}` });
    },
  );
  app.post<{ Params: CustomerParams }>(
    '/_sandbox/1money/customers/:customer_id/form/submit',
    control('Submits the form, once it is complete', { refuses: [404, 409] }),
    async (request, reply) => {
      const customer = await customers.find(request.params.customer_id);
      if (!customer) return reply.status(404).send({ error: 'no such customer' });
      const submitted = await submitForm(context, customer);
      return typeof submitted === 'string' ? reply.status(409).send({ error: submitted }) : shown(submitted);
    },
  );

  app.post<{ Params: { grant_id: string } }>(
    '/_sandbox/1money/grants/:grant_id/expire',
    control("Ends a link early: by 1Money's or Portico's grant_id, its grant_token, or a customer_id (the newest)", {
      refuses: [404],
    }),
    async (request, reply) =>
      (await grants.expire(request.params.grant_id)) ?? reply.status(404).send({ error: 'no such grant' }),
  );
}
