import type { FastifyInstance } from 'fastify';
import type { SandboxContext } from '../../context';
import { owned } from './customers.routes';
import { CustomersStore } from './customers.store';
import { OneMoneyError } from '../errors';
import { GrantsStore } from './grants.store';
import { isEditable } from '../kyb-status';
import type { RateLimiter } from '../rate-limit';
import { linkRequest, parseObject, requiredText } from '../rules';
import { serve, type VendorRequest } from '../serve';

/** One-time links: the older grants and the current onboarding links. */
export function registerGrantRoutes(app: FastifyInstance, context: SandboxContext, limiter: RateLimiter): void {
  const customers = new CustomersStore(context);
  const grants = new GrantsStore(context);

  const issue = async (
    request: VendorRequest,
    customerId: string,
    json: Readonly<Record<string, unknown>>,
  ): Promise<{ status: number; body: object }> => {
    const { redirectUrl, locale } = linkRequest(json);
    const customer = await owned(customers, { entity: request.entity, params: { customer_id: customerId } });
    if (!isEditable(customer.status))
      throw new OneMoneyError(400, `Editing KYB is not allowed in status ${customer.status}.`);
    const { grant, token } = await grants.issue(customer.customer_id, customer.entity, redirectUrl, locale, {
      requestId: request.requestId,
      idempotencyKey: typeof request.idempotencyKey === 'string' ? request.idempotencyKey : null,
    });
    const query = new URLSearchParams({ grant_token: token, locale });
    return {
      status: 201,
      body: {
        grant_token: token,
        onboarding_url: `${context.publicUrl}/onboarding/start?${query}`,
        expires_at: grant.expires_at.toISOString(),
      },
    };
  };

  app.post(
    '/v1/customers/onboarding/grants',
    serve(context, limiter, async (request) => {
      const json = parseObject(request.body);
      return issue(request, requiredText(json, 'customer_id'), json);
    }),
  );
  app.post(
    '/v1/customers/:customer_id/onboarding_links',
    serve(context, limiter, async (request) =>
      issue(request, request.params.customer_id ?? '', parseObject(request.body)),
    ),
  );
}
