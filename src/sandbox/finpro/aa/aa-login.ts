import type { FastifyReply } from 'fastify';
import { renderPage, sendOn } from '../../web/page-kit';
import type { PostedForm } from '../../web/posted-form';
import { AaSessionsStore, MAX_CODES_SENT } from './aa-sessions.store';
import { type AaVisit, aaFrame, pathOf, surroundings } from './aa-visit';
import { LinksStore } from '../redirection/links.store';
import { PAN_FORM, RETURN_CODES } from '../redirection/redirection';

/** The first page: a one-time code, which would be sent to the customer's phone. */
export function showSignIn(visit: AaVisit, problem: string | null = null, isResent = false): FastifyReply {
  const { session, search, reply } = visit;
  return renderPage(reply, 'aa/sign-in', aaFrame(visit, 'Confirm that it is you', { status: problem ? 422 : 200 }), {
    ...surroundings(visit, 'sign-in'),
    sentTo: masked(search.identifier),
    problem,
    isResent,
    maySendAgain: session.codes_sent < MAX_CODES_SENT,
  });
}

/** The last digits of a phone number, or the first letter and the host of an e-mail address. */
function masked(identifier: string): string {
  const [local, host] = identifier.split('@', 2);
  return host === undefined
    ? `${'•'.repeat(Math.max(0, identifier.length - 3))}${identifier.slice(-3)}`
    : `${local!.slice(0, 1)}•••@${host}`;
}

/** Three wrong codes end the visit; the page of its end says so, and leads back. */
export async function signIn(visit: AaVisit, posted: PostedForm): Promise<FastifyReply> {
  const { context, session, reply } = visit;
  const sessions = new AaSessionsStore(context);
  const action = posted.text('action');
  if (action === 'resend') {
    const isSent = await sessions.resend(session.txnid);
    return isSent
      ? sendOn(reply, `${pathOf('sign-in')}?sent=again`)
      : showSignIn(visit, 'We have sent as many codes as we may. Please use the latest one.');
  }
  const code = action === 'use-code' ? session.one_time_code : posted.text('code').replaceAll(/[\s-]/g, '');
  if (!/^[0-9]{6}$/.test(code)) return showSignIn(visit, 'Enter the code: it has 6 digits.');
  const { isSignedIn, triesLeft } = await sessions.trySignIn(session.txnid, code);
  if (isSignedIn) return sendOn(reply, pathOf('accounts'));
  if (triesLeft === 0) {
    await new LinksStore(context).close(session.txnid, RETURN_CODES.notAuthenticated);
    return sendOn(reply, pathOf('sign-in'));
  }
  return showSignIn(
    visit,
    `That is not the code we sent. You can try ${triesLeft === 1 ? 'once more' : `${triesLeft} more times`}.`,
  );
}

/** For templates and FIPs that need the PAN, when the application has not sent it. */
export function showPan(visit: AaVisit, typed: string | null = null): FastifyReply {
  const { session, stage, reply } = visit;
  return renderPage(reply, 'aa/pan', aaFrame(visit, 'Your PAN', { status: typed === null ? 200 : 422 }), {
    ...surroundings(visit, 'pan'),
    problem:
      typed === null
        ? null
        : typed === ''
          ? 'Enter your PAN.'
          : 'A PAN has 10 characters: five letters, four digits and a letter, such as ABCDE1234F.',
    pan: typed ?? session.pan ?? '',
    isRequired: stage === 'pan',
  });
}

export async function takePan(visit: AaVisit, posted: PostedForm): Promise<FastifyReply> {
  const pan = posted.text('pan').replaceAll(/\s/g, '').toUpperCase();
  if (!PAN_FORM.test(pan)) return showPan(visit, pan.slice(0, 20));
  await new AaSessionsStore(visit.context).keepPan(visit.session.txnid, pan);
  return sendOn(visit.reply, pathOf('accounts'));
}
