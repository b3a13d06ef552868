import type { FastifyInstance } from 'fastify';
import type { SandboxContext } from '../context';
import { registerOneMoneyControl } from './control.routes';
import { registerCustomerRoutes } from './customers/customers.routes';
import { registerGrantRoutes } from './customers/grants.routes';
import { registerKybFormRoutes } from './kyb-form/kyb-form.routes';
import { OneMoneyRateLimiter } from './rate-limit';
import { registerSessionRoutes } from './customers/sessions.routes';

/** All of 1Money: the API, the pages, and the control calls for them. */
export function registerOneMoney(app: FastifyInstance, context: SandboxContext): void {
  const limiter = new OneMoneyRateLimiter(context.config.rateLimit);
  registerOneMoneyControl(app, context);
  registerCustomerRoutes(app, context, limiter);
  registerGrantRoutes(app, context, limiter);
  registerSessionRoutes(app, context);
  registerKybFormRoutes(app, context);
}
