import type { FastifyReply } from 'fastify';
import { renderPage, sendOn } from '../../web/page-kit';
import type { PostedForm } from '../../web/posted-form';
import { AaSessionsStore, type FipDiscovery } from './aa-sessions.store';
import { type AaVisit, aaFrame, pathOf, surroundings } from './aa-visit';
import { accountsIn, search } from './discovery';
import { accountWords } from '../redirection/plain-words';

/** Accounts at the FIPs that may be asked. They are discovered once and stored, and the person chooses from them. */
export async function showAccounts(visit: AaVisit, problem: string | null = null): Promise<FastifyReply> {
  const { session, reply } = visit;
  const discovery = session.discovery ?? (await discover(visit));
  const hasAny = accountsIn(discovery).length > 0;
  return renderPage(
    reply,
    'aa/accounts',
    aaFrame(visit, hasAny ? 'Choose what to share' : 'We found no accounts', { status: problem ? 422 : 200 }),
    {
      ...surroundings(visit, 'accounts'),
      problem,
      hasAny,
      isLimited: visit.search.fipIds !== null,
      mayRetry: discovery.some(({ outcome }) => outcome === 'failed'),
      fips: discovery.map(({ fipId, fipName, outcome, accounts }) => ({
        fipId,
        fipName,
        outcome,
        accounts: accounts.map(({ linkReferenceNumber, accountType, maskedAccountNumber }) => ({
          id: linkReferenceNumber,
          kind: accountWords(accountType),
          number: maskedAccountNumber.slice(-4),
          isChosen: session.chosen.includes(linkReferenceNumber),
        })),
      })),
    },
  );
}

async function discover(visit: AaVisit): Promise<readonly FipDiscovery[]> {
  const discovery = search(visit.context, visit.search);
  await new AaSessionsStore(visit.context).keepDiscovery(visit.session.txnid, discovery);
  return discovery;
}

/** Links the chosen accounts. Accounts that were not offered are ignored. */
export async function chooseAccounts(visit: AaVisit, posted: PostedForm): Promise<FastifyReply> {
  const { context, session, reply } = visit;
  if (posted.text('action') === 'search') {
    await discover(visit);
    return sendOn(reply, pathOf('accounts'));
  }
  const wanted = posted.all('account');
  const chosen = accountsIn(session.discovery).filter(({ linkReferenceNumber }) =>
    wanted.includes(linkReferenceNumber),
  );
  if (chosen.length === 0) return showAccounts(visit, 'Choose at least one account to go on.');
  await new AaSessionsStore(context).choose(session.txnid, chosen);
  return sendOn(reply, pathOf('consent'));
}
