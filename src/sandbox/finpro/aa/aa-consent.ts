import type { FastifyReply } from 'fastify';
import { renderPage, sendOn } from '../../web/page-kit';
import type { PostedForm } from '../../web/posted-form';
import { type AaVisit, chosenAccounts, finish, aaFrame, pathOf, surroundings } from './aa-visit';
import { ConsentsStore } from '../consents/consents.store';
import { leavingCode } from './discovery';
import { LinksStore } from '../redirection/links.store';
import { accountWords, consentInWords } from '../redirection/plain-words';
import { RETURN_CODES, type ReturnCode } from '../redirection/redirection';
import { returnAddress } from '../redirection/returns';

/** The consent in plain words, and the buttons to approve and reject it. */
export function showConsent(visit: AaVisit): FastifyReply {
  const { context, asked, session, reply } = visit;
  return renderPage(reply, 'aa/consent', aaFrame(visit, 'Review and decide'), {
    ...surroundings(visit, 'consent'),
    consents: asked.map(({ consent, template }) => consentInWords(consent, template, context.clock.now())),
    accounts: chosenAccounts(session).map(({ fipName, accountType, maskedAccountNumber }) => ({
      fipName,
      kind: accountWords(accountType),
      number: maskedAccountNumber.slice(-4),
    })),
  });
}

/** Any signed-in person may reject; approving is possible only after accounts were chosen. */
export async function decide(visit: AaVisit, posted: PostedForm): Promise<FastifyReply> {
  const action = posted.text('action');
  if (action === 'reject' && visit.session.authenticated_at !== null) return settle(visit, action);
  if (action === 'approve' && visit.stage === 'consent') return settle(visit, action);
  return sendOn(visit.reply, pathOf(visit.stage));
}

/**
 * The visit is closed first, so that of two concurrent contrary decisions only one reaches the consents. Each consent
 * then checks again that it is still open.
 */
async function settle(visit: AaVisit, action: 'approve' | 'reject'): Promise<FastifyReply> {
  const { context, link, asked, session, reply } = visit;
  const code = action === 'approve' ? RETURN_CODES.accepted : RETURN_CODES.rejected;
  const links = new LinksStore(context);
  let closed = await links.close(link.txnid, code);
  if (!closed) return finish(visit, code);
  const consents = new ConsentsStore(context);
  let moved = 0;
  for (const { consent, template } of asked) {
    const accounts = chosenAccounts(session).filter(({ fiType }) => template.fiTypes.includes(fiType));
    const settled =
      action === 'approve'
        ? await consents.approve(consent.consent_handle, accounts)
        : await consents.transition(consent.consent_handle, 'reject');
    if (settled) moved++;
  }
  if (moved === 0) closed = await links.correct(link.txnid, RETURN_CODES.consentNotAvailable);
  return sendOn(reply, await returnAddress(context, closed, Number(closed.outcome) as ReturnCode));
}

/** Leaves without a decision: the consent stays open. */
export async function leaveAa(visit: AaVisit): Promise<FastifyReply> {
  return finish(visit, leavingCode(visit.session.discovery, visit.search.fipIds));
}
