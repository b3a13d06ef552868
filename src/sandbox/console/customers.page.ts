import type { FastifyReply } from 'fastify';
import { CustomersStore, type SandboxCustomer } from '../one-money/customers/customers.store';
import { isEditable, KYB_STATUSES, type KybStatus, KYB_TRANSITIONS } from '../one-money/kyb-status';
import { consolePage, type ConsoleVisit, noSuchRow, PAGE_ROWS } from './console-page';

/** What compliance does most: the button, and the KYB status that it sets. */
const DECISIONS: readonly (readonly [word: string, status: KybStatus])[] = [
  ['Approve', 'APPROVED'],
  ['Flag', 'PENDING_RESPONSE'],
  ['Reject', 'REJECTED'],
];

/** The customers of the partner, newest first, or the one that is looked up by its id or e-mail address. */
export async function showCustomers(visit: ConsoleVisit): Promise<FastifyReply> {
  const { context, namespace, query } = visit;
  const store = new CustomersStore(context);
  const find = query.get('find')?.trim() ?? '';
  const page = pageIn(query);
  const found =
    find === ''
      ? await store.list(namespace.partner.name, null, (page - 1) * PAGE_ROWS, PAGE_ROWS + 1)
      : await foundBy(store, namespace.partner.name, find);
  return consolePage(
    visit,
    'customers',
    { title: 'Customers', section: '/customers' },
    {
      find,
      page,
      hasOlder: found.length > PAGE_ROWS,
      rows: found.slice(0, PAGE_ROWS).map((customer) => ({ ...customer, decisions: decisionsFor(customer) })),
    },
  );
}

export async function showOneCustomer(visit: ConsoleVisit): Promise<FastifyReply> {
  const { context, namespace, params } = visit;
  const customer = await new CustomersStore(context).find(params.id ?? '');
  if (customer?.entity !== namespace.partner.name) return noSuchRow(visit, 'customer');
  const { customer_id: id, status } = customer;
  return consolePage(
    visit,
    'customer',
    { title: nameOf(customer), section: '/customers', path: `/customers/${id}` },
    {
      customer,
      decisions: decisionsFor(customer),
      steps: KYB_TRANSITIONS.filter(
        ([from, event, to]) =>
          from === status && event !== 'submit' && !DECISIONS.some(([, decided]) => decided === to),
      ),
      statuses: KYB_STATUSES,
      isEditable: isEditable(status),
    },
  );
}

/** The page of a list, from 1. */
export function pageIn(query: URLSearchParams): number {
  const text = query.get('page') ?? '';
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1;
}

async function foundBy(store: CustomersStore, partner: string, find: string): Promise<SandboxCustomer[]> {
  const found = (await store.find(find)) ?? (await store.findByEmail(partner, find));
  return found?.entity === partner ? [found] : [];
}

const decisionsFor = ({ status }: SandboxCustomer): object[] =>
  DECISIONS.filter(([, to]) => to !== status).map(([word, to]) => ({ word, to }));

const nameOf = ({ company_name: company, email }: SandboxCustomer): string => company || email;
