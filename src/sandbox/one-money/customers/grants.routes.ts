import type { FastifyInstance } from 'fastify';
import type { SandboxContext } from '../../context';
import { owned } from './customers.routes';
import { CustomersStore } from './customers.store';
import { OneMoneyError } from '../errors';
import { GrantsStore } from './grants.store';
import { isEditable } from '../kyb-status';
import type { OneMoneyRateLimiter } from '../rate-limit';
import { linkRequest, parseOneMoneyBody, requiredText, shownLocale } from '../rules';
import { serveOneMoney, type OneMoneyRequest } from '../serve';

/** One-time links: the older grants and the current onboarding links. */
export function registerGrantRoutes(app: FastifyInstance, context: SandboxContext, limiter: OneMoneyRateLimiter): void {
  const customers = new CustomersStore(context);
  const grants = new GrantsStore(context);

  const issue = async (
    request: OneMoneyRequest,
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
    const query = new URLSearchParams({ grant_token: token, locale: shownLocale(locale) });
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
    serveOneMoney(context, limiter, async (request) => {
      const json = parseOneMoneyBody(request.body);
      return issue(request, requiredText(json, 'customer_id'), json);
    }),
  );
  app.post(
    '/v1/customers/:customer_id/onboarding_links',
    serveOneMoney(context, limiter, async (request) =>
      issue(request, request.params.customer_id ?? '', parseOneMoneyBody(request.body)),
    ),
  );
}
