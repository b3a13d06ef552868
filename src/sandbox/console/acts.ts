import type { SandboxContext } from '../context';
import { FAULT_SCHEMAS } from '../control/fault-input';
import { ConsentsStore } from '../finpro/consents/consents.store';
import { CustomersStore } from '../one-money/customers/customers.store';
import { type Vendor, VENDORS } from '../webhooks/webhooks';
import type { PostedForm } from '../web/posted-form';
import { concerns } from './console-page';
import { entityAt, type Namespace } from './namespaces';

/** A call of the control API. */
export interface ControlRequest {
  readonly method: 'POST' | 'DELETE';
  readonly url: string;
  readonly body?: object;
}

/** What a button of the console does: always a control call, so that a program can do the same. */
export interface Act {
  /** What was done, for the page after it. */
  readonly done: string;
  readonly call: (form: PostedForm, namespace: Namespace) => ControlRequest;
  /** Whether its object belongs to the namespace; absent: it is about the namespace, or about all. */
  readonly owns?: (context: SandboxContext, form: PostedForm, namespace: Namespace) => Promise<boolean>;
}

type Owns = NonNullable<Act['owns']>;

const ofPartner: Owns = async (context, form, { partner }) =>
  (await new CustomersStore(context).find(form.text('id')))?.entity === partner.name;
const ofOrganisation: Owns = async (context, form, { organisation }) => {
  const consent = await new ConsentsStore(context).find(form.text('id'));
  return consent !== null && consent.organisation_id === organisation?.organisationId;
};

const below = (path: string, form: PostedForm, rest: string): string =>
  `/_sandbox/${path}/${encodeURIComponent(form.text('id'))}${rest}`;
const customerCall = (rest: string) => (form: PostedForm) =>
  ({ method: 'POST', url: below('1money/customers', form, rest) }) as const;

/** A vendor and the namespace's name there; `for` `all`: every namespace's. */
function whose(form: PostedForm, namespace: Namespace): object {
  const vendor = VENDORS.find((one) => one === form.text('vendor'));
  if (!vendor || form.text('for') === 'all') return { vendor: form.text('vendor') };
  return { vendor, entity: entityAt(namespace, vendor) ?? '' };
}

const webhookCall = (name: string) => (form: PostedForm, namespace: Namespace) =>
  ({
    method: 'POST',
    url: `/_sandbox/webhooks/${name}`,
    body: { ...whose(form, namespace), ...(form.text('order') && { order: form.text('order') }) },
  }) as const;

export const ACTS: Readonly<Record<string, Act>> = {
  'set-status': {
    done: 'The KYB status was set.',
    owns: ofPartner,
    call: (form) => {
      const [status, description] = [form.text('status'), form.text('description')];
      const issues = status === 'PENDING_RESPONSE' && description !== '';
      return {
        method: 'POST',
        url: below('1money/customers', form, '/status'),
        body: { status, ...(issues && { review_issues: { company_issues: { description } } }) },
      };
    },
  },
  'take-step': {
    done: 'The KYB status moved one step.',
    owns: ofPartner,
    call: (form) => ({ ...customerCall('/transition')(form), body: { status: form.text('status') } }),
  },
  'fill-form': { done: 'The form was filled in.', owns: ofPartner, call: customerCall('/form/fill') },
  'submit-form': { done: 'The form was submitted.', owns: ofPartner, call: customerCall('/form/submit') },
  'end-grant': {
    done: 'The newest onboarding link was ended.',
    owns: ofPartner,
    call: (form) => ({ method: 'POST', url: below('1money/grants', form, '/expire') }),
  },
  'decide-consent': {
    done: 'The consent was changed.',
    owns: ofOrganisation,
    call: (form) => ({
      method: 'POST',
      url: below('finpro/consents', form, `/${encodeURIComponent(form.text('event'))}`),
    }),
  },
  'end-link': {
    done: 'The newest link to the Account Aggregator was ended.',
    owns: ofOrganisation,
    call: (form) => ({ method: 'POST', url: below('finpro/links', form, '/expire') }),
  },
  'advance-clock': {
    done: 'The clock was moved.',
    call: (form) => ({
      method: 'POST',
      url: '/_sandbox/clock/advance',
      body: { seconds: numberOr(form.text('count')) * Number(form.text('unit') || 1) },
    }),
  },
  'add-fault': {
    done: 'The fault is active.',
    call: (form, namespace) => ({ method: 'POST', url: '/_sandbox/faults', body: faultIn(form, namespace) }),
  },
  'remove-fault': {
    done: 'The fault was removed.',
    owns: async ({ faults }, form, namespace) =>
      faults.state().faults.some((fault) => fault.fault_id === form.text('id') && concerns(namespace, fault)),
    call: (form) => ({ method: 'DELETE', url: below('faults', form, '') }),
  },
  'release-answers': {
    done: 'The held answers were sent.',
    call: () => ({ method: 'POST', url: '/_sandbox/faults/release' }),
  },
  'hold-webhooks': { done: 'Webhooks are held back.', call: webhookCall('hold') },
  'release-webhooks': { done: 'Webhooks are sent again.', call: webhookCall('release') },
  'drop-webhooks': { done: 'The waiting webhooks were dropped.', call: webhookCall('drop') },
  'redeliver-webhook': {
    done: 'The webhook is sent again.',
    owns: async ({ webhooks }, form, namespace) => {
      const delivery = await webhooks.find(form.text('id'));
      return delivery !== null && delivery.entity === entityAt(namespace, delivery.vendor);
    },
    call: (form) => ({ method: 'POST', url: below('webhooks', form, '/repeat') }),
  },
};

/** The members that were filled in, in the types of the control API; what is no number stays a text and is refused. */
function faultIn(form: PostedForm, namespace: Namespace): object {
  const given = Object.entries(FAULT_SCHEMAS)
    .filter(([name]) => name !== 'entity' && form.text(name) !== '')
    .map(([name, { type }]) => [
      name,
      type === 'integer' || type === 'number' ? numberIn(form.text(name)) : form.text(name),
    ]);
  const entity = form.text('for') === 'all' ? null : entityAt(namespace, form.text('vendor') as Vendor);
  return { ...Object.fromEntries(given), ...(entity !== null && { entity }) };
}

const numberIn = (text: string): number | string => (Number.isNaN(Number(text)) ? text : Number(text));

/** NaN becomes null in JSON, which the control API refuses. */
const numberOr = (text: string): number => (text === '' ? Number.NaN : Number(text));
