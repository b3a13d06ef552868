import type { FastifyInstance } from 'fastify';
import type { SandboxContext } from '../../context';
import { isUuid } from '../../uuid';
import { CustomersStore, type SandboxCustomer } from './customers.store';
import { OneMoneyError } from '../errors';
import { fullCustomer, hostedCustomer } from './full-customer';
import { isKybStatus, type KybStatus } from '../kyb-status';
import type { OneMoneyRateLimiter } from '../rate-limit';
import { idempotencyKey, newCustomer, parseOneMoneyBody, requiredText } from '../rules';
import { serveOneMoney, type OneMoneyHandler, type OneMoneyRequest } from '../serve';

const DAY_MS = 86_400_000;

/** Creating, finding, reading and listing customers; both generations of paths serve the same ones. */
export function registerCustomerRoutes(
  app: FastifyInstance,
  context: SandboxContext,
  limiter: OneMoneyRateLimiter,
): void {
  const customers = new CustomersStore(context);
  const get = (path: string, handle: OneMoneyHandler): void =>
    void app.get(path, serveOneMoney(context, limiter, handle));
  const post = (path: string, handle: OneMoneyHandler): void =>
    void app.post(path, serveOneMoney(context, limiter, handle));

  for (const generation of ['hosted', 'lightweight']) {
    post(`/v1/customers/${generation}`, (request) => create(context, customers, request));
    get(`/v1/customers/${generation}`, (request) => findByKey(customers, request));
  }
  get('/v1/customers/hosted/:customer_id', async (request) => ({
    status: 200,
    body: hostedCustomer(await owned(customers, request)),
  }));
  get('/v1/customers/:customer_id', async (request) => ({
    status: 200,
    body: await fullCustomer(context, await owned(customers, request)),
  }));
  get('/v1/customers', (request) => list(context, customers, request));
  get('/echo', async () => ({ status: 200, body: { message: 'pong', timestamp: new Date().toISOString() } }));
  post('/echo', async ({ body }) => ({
    status: 200,
    body: { message: requiredText(parseOneMoneyBody(body), 'message'), timestamp: new Date().toISOString() },
  }));
}

/** A customer of the caller's entity, or 404. */
export async function owned(
  customers: CustomersStore,
  { entity, params }: Pick<OneMoneyRequest, 'entity' | 'params'>,
): Promise<SandboxCustomer> {
  const customer = await customers.find(params.customer_id ?? '');
  if (!customer || customer.entity !== entity) throw new OneMoneyError(404, 'Customer not found.');
  return customer;
}

/** A known key answers the stored customer, also for a different body. */
async function create(
  context: SandboxContext,
  customers: CustomersStore,
  { entity, body, requestId, ...request }: OneMoneyRequest,
): Promise<{ status: number; body: object }> {
  const key = idempotencyKey(request.idempotencyKey);
  const asked = newCustomer(parseOneMoneyBody(body));
  const known = await customers.findByKey(entity, key);
  if (known) return { status: 201, body: hostedCustomer(stillFresh(context, known)) };
  if ((await customers.count(entity)) >= context.config.customerQuota)
    throw new OneMoneyError(400, 'The number of customers of this entity is exhausted.');
  const created = (await customers.create(entity, key, asked, requestId)) ?? (await customers.findByKey(entity, key));
  if (!created) throw new OneMoneyError(400, 'A customer with this email already exists.');
  return { status: 201, body: hostedCustomer(created) };
}

function stillFresh({ config, clock }: SandboxContext, customer: SandboxCustomer): SandboxCustomer {
  const isOld = clock.now().getTime() - customer.created_at.getTime() > DAY_MS;
  if (config.answersConflictAfterADay && isOld)
    throw new OneMoneyError(409, 'This Idempotency-Key is older than 24 hours.');
  return customer;
}

async function findByKey(
  customers: CustomersStore,
  { entity, query }: OneMoneyRequest,
): Promise<{ status: number; body: object }> {
  const key = query.idempotency_key;
  if (typeof key !== 'string' || key === '') throw new OneMoneyError(400, 'idempotency_key is required.');
  const found = isUuid(key) ? await customers.findByKey(entity, key) : null;
  if (!found) throw new OneMoneyError(404, 'No customer with this idempotency key.');
  return { status: 200, body: hostedCustomer(found) };
}

/** `page` and `size` count from 1; the older `page_num` and `page_size` count from 0. */
async function list(
  context: SandboxContext,
  customers: CustomersStore,
  { entity, query }: OneMoneyRequest,
): Promise<{ status: number; body: object }> {
  const number = (name: string, fallback: number, least: number, most: number): number => {
    const text = query[name] ?? String(fallback);
    const value = Number(text);
    if (typeof text !== 'string' || !/^\d{1,9}$/.test(text) || value < least || value > most)
      throw new OneMoneyError(422, `${name} must be between ${least} and ${most}.`);
    return value;
  };
  const isNewer = query.page !== undefined || query.size !== undefined;
  const size = isNewer ? number('size', 10, 1, 100) : number('page_size', 10, 1, 100);
  const page = isNewer ? number('page', 1, 1, 1e6) - 1 : number('page_num', 0, 0, 1e6);
  const found = await customers.list(entity, statusFilter(query.kyb_status), page * size, size);
  const full = await Promise.all(found.map((customer) => fullCustomer(context, customer)));
  return { status: 200, body: { customers: full, total: full.length } };
}

function statusFilter(word: unknown): KybStatus | null {
  if (word === undefined || word === '') return null;
  const status = typeof word === 'string' ? word.toUpperCase() : word;
  if (!isKybStatus(status)) throw new OneMoneyError(422, 'kyb_status is not a KYB status.');
  return status;
}
