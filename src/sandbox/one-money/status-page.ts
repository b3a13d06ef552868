import type { FastifyReply } from 'fastify';
import { backTo, type Brand, renderPage } from '../web/page-kit';
import type { SandboxCustomer } from './customers/customers.store';
import type { KybStatus } from './kyb-status';

export const ONE_MONEY: Brand = {
  name: '1Money',
  site: '1Money sandbox',
  plays: '1Money',
  purpose: 'Business verification',
  theme: 'indigo',
};

interface StatusWords {
  readonly word: string;
  readonly title: string;
  readonly text: string;
  readonly hint: string;
}

const IN_REVIEW: StatusWords = {
  word: 'In review',
  title: 'Your application is being reviewed',
  text: 'Someone is looking at what you sent us. It cannot be changed meanwhile.',
  hint: 'You do not have to do anything. If something is missing, your provider will send you a new link.',
};
const OPEN: StatusWords = {
  word: 'Open',
  title: 'Your application is not finished',
  text: 'It can still be filled in.',
  hint: 'Ask your provider for a new link to go on.',
};

/** The text for each status; the internal steps are not shown. */
const WORDS: Readonly<Record<KybStatus, StatusWords>> = {
  INIT: OPEN,
  PENDING_RESPONSE: OPEN,
  REJECTED: OPEN,
  PENDING_REVIEW: {
    ...IN_REVIEW,
    word: 'Submitted',
    title: 'We have your application',
    text: 'It is waiting for review and cannot be changed meanwhile.',
  },
  UNDER_REVIEW: IN_REVIEW,
  ESCALATED: IN_REVIEW,
  PENDING_APPROVAL: IN_REVIEW,
  PROVISIONING: {
    word: 'Being set up',
    title: 'Your accounts are being set up',
    text: 'Your business is verified, and there is nothing left to fill in.',
    hint: 'Your provider will tell you when the accounts are ready.',
  },
  APPROVED: {
    word: 'Approved',
    title: 'Your business is verified',
    text: 'There is nothing left to fill in.',
    hint: 'Go back to your provider and start using your account.',
  },
};

/**
 * The read-only page of a customer whose form is closed, or 409 for an attempt to change it. `redirectUrl`: the
 * partner's page, to go back to.
 */
export function statusPage(
  reply: FastifyReply,
  customer: SandboxCustomer,
  redirectUrl: string | null,
  status: 200 | 409 = 200,
): FastifyReply {
  const { word, title, text, hint } = WORDS[customer.status];
  const isApproved = customer.status === 'APPROVED';
  const told = status === 409 ? `Nothing was changed. ${text}` : text;
  return renderPage(
    reply,
    'message',
    { brand: ONE_MONEY, title, status },
    {
      tone: isApproved ? 'good' : 'calm',
      sign: isApproved ? '✓' : 'i',
      text: told,
      status_word: word,
      hint,
      link: backTo(redirectUrl),
    },
  );
}
