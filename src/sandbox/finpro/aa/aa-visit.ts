import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import type { SandboxContext } from '../../context';
import { type Frame, problemPage, renderPage, sendOn } from '../../web/page-kit';
import { type PostedForm, readForm } from '../../web/posted-form';
import { type AaSession, AaSessionsStore } from './aa-sessions.store';
import { endWords, FORGED, NO_SESSION, ONEMONEY } from './aa-words';
import type { SandboxConsent } from '../consents/consent';
import { ConsentsStore } from '../consents/consents.store';
import { accountsIn, type Search } from './discovery';
import { localPart } from '../identifiers';
import { LinksStore, type SandboxLink } from '../redirection/links.store';
import { fiuName } from '../redirection/plain-words';
import { RETURN_CODES, type ReturnCode } from '../redirection/redirection';
import { returnAddress } from '../redirection/returns';
import { findTemplate, type Template } from '../world';
import { isSameText } from '../../same-text';

export const AA_COOKIE = 'aa_session';

/** The pages in their order, and their paths. */
export const STAGES = ['sign-in', 'pan', 'accounts', 'consent'] as const;
export type Stage = (typeof STAGES)[number];
export const pathOf = (stage: Stage): string => `/aa/${stage}`;

/** A consent that the application asks for, and its template. */
export interface AskedConsent {
  readonly consent: SandboxConsent;
  readonly template: Template;
}

/** A person with a session, and a request that is still open. */
export interface AaVisit {
  readonly context: SandboxContext;
  readonly link: SandboxLink;
  readonly session: AaSession;
  /** The consents that are still PENDING, at least one. */
  readonly asked: readonly AskedConsent[];
  readonly search: Search;
  /** The next page; earlier pages may be visited again. */
  readonly stage: Stage;
  readonly reply: FastifyReply;
}

type Page = (visit: AaVisit, request: FastifyRequest) => FastifyReply | Promise<FastifyReply>;
type Change = (visit: AaVisit, posted: PostedForm) => Promise<FastifyReply>;

/** For pages that read. A person who has not come that far is redirected to the next page of the visit. */
export function readingAa(context: SandboxContext, stage: Stage, show: Page): RouteHandlerMethod {
  return async (request, reply) => {
    const found = await findSession(context, request, reply);
    if (!('link' in found)) return found;
    if (found.link.outcome !== null) return endPage(context, found.link, reply);
    const visit = await enter(context, found, reply);
    if (!('stage' in visit)) return visit;
    return mayVisit(visit, stage) ? show(visit, request) : sendOn(reply, pathOf(visit.stage));
  };
}

/**
 * For pages that write: requires the form token of this session. The same decision twice counts once; any other change
 * after a decision is refused (409).
 */
export function writingAa(context: SandboxContext, stage: Stage | null, change: Change): RouteHandlerMethod {
  return async (request, reply) => {
    const found = await findSession(context, request, reply);
    if (!('link' in found)) return found;
    const posted = await readForm(request);
    if (!isSameText(posted.text('form_token'), found.session.form_token)) return problemPage(reply, ONEMONEY, FORGED);
    if (found.link.outcome !== null)
      return isRepeated(found.link.outcome, posted)
        ? sendOn(reply, await returnAddress(context, found.link, Number(found.link.outcome) as ReturnCode))
        : endPage(context, found.link, reply, 409);
    const visit = await enter(context, found, reply);
    if (!('stage' in visit)) return visit;
    return stage === null || mayVisit(visit, stage) ? change(visit, posted) : sendOn(reply, pathOf(visit.stage));
  };
}

interface Found {
  readonly session: AaSession;
  readonly link: SandboxLink;
}

async function findSession(
  context: SandboxContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Found | FastifyReply> {
  const secret = request.cookies[AA_COOKIE];
  return (secret ? await new AaSessionsStore(context).find(secret) : null) ?? problemPage(reply, ONEMONEY, NO_SESSION);
}

/** Ends the visit when its time is over, or when no consent is left to decide. */
async function enter(
  context: SandboxContext,
  { session, link }: Found,
  reply: FastifyReply,
): Promise<AaVisit | FastifyReply> {
  if (session.expires_at <= context.clock.now())
    return finish(
      { context, link, reply },
      session.authenticated_at ? RETURN_CODES.undecided : RETURN_CODES.loginTimedOut,
    );
  const asked = await pendingOf(context, link);
  if (asked.length === 0) return finish({ context, link, reply }, RETURN_CODES.consentNotAvailable);
  const search = searchFor(link, session, asked);
  return { context, link, session, asked, search, stage: stageOf(session, search, asked), reply };
}

/** The consents of the link that the customer named in it can still decide. */
export async function pendingOf(context: SandboxContext, link: SandboxLink): Promise<AskedConsent[]> {
  const consents = await Promise.all(link.consent_handles.map((handle) => new ConsentsStore(context).find(handle)));
  return consents.flatMap((consent) => {
    const template = consent && findTemplate(consent.product_id);
    return consent?.status === 'PENDING' && consent.vua === link.vua && template ? [{ consent, template }] : [];
  });
}

function searchFor(link: SandboxLink, session: AaSession, asked: readonly AskedConsent[]): Search {
  const named = asked.map(({ consent }) => consent.fip_ids);
  const isLimited = named.every((fipIds) => fipIds !== null);
  return {
    identifier: localPart(link.vua),
    pan: link.pan ?? asked.find(({ consent }) => consent.pan !== null)?.consent.pan ?? session.pan,
    fipIds: link.fip_ids ?? (isLimited ? [...new Set(named.flatMap((fipIds) => fipIds ?? []))] : null),
    fiTypes: [...new Set(asked.flatMap(({ template }) => template.fiTypes))],
  };
}

function stageOf(session: AaSession, search: Search, asked: readonly AskedConsent[]): Stage {
  if (session.authenticated_at === null) return 'sign-in';
  if (needsPan(search, asked)) return 'pan';
  return chosenAccounts(session).length === 0 ? 'accounts' : 'consent';
}

const needsPan = (search: Search, asked: readonly AskedConsent[]): boolean =>
  search.pan === null && asked.some(({ template }) => template.requiresPan);

export const chosenAccounts = ({ discovery, chosen }: AaSession): ReturnType<typeof accountsIn> =>
  accountsIn(discovery).filter(({ linkReferenceNumber }) => chosen.includes(linkReferenceNumber));

/** The PAN may be entered unless the link or a consent has it; signing in is possible only once. */
function mayVisit({ stage, link, asked }: AaVisit, wanted: Stage): boolean {
  if (wanted === 'sign-in') return stage === 'sign-in';
  if (wanted === 'pan' && (link.pan !== null || asked.some(({ consent }) => consent.pan !== null))) return false;
  return STAGES.indexOf(wanted) <= STAGES.indexOf(stage);
}

/** Ends the visit, unless it has ended already, and sends the browser back with the outcome. */
export async function finish(
  { context, link, reply }: Pick<AaVisit, 'context' | 'link' | 'reply'>,
  code: ReturnCode,
): Promise<FastifyReply> {
  const links = new LinksStore(context);
  const closed = (await links.close(link.txnid, code)) ?? (await links.find(link.txnid)) ?? link;
  return sendOn(reply, await returnAddress(context, closed, Number(closed.outcome) as ReturnCode));
}

/** The read-only page of a visit that has ended. */
async function endPage(
  context: SandboxContext,
  link: SandboxLink,
  reply: FastifyReply,
  status: 200 | 409 = 200,
): Promise<FastifyReply> {
  const { tone, sign, title, text } = endWords(link.outcome!);
  const back = {
    href: await returnAddress(context, link, Number(link.outcome) as ReturnCode),
    text: 'Return to the application',
  };
  return renderPage(
    reply,
    'message',
    { brand: ONEMONEY, title, status },
    { tone, sign, text: status === 409 ? `Nothing was changed. ${text}` : text, link: back },
  );
}

const DECISIONS: ReadonlyMap<string, readonly ReturnCode[]> = new Map([
  ['approve', [RETURN_CODES.accepted]],
  ['reject', [RETURN_CODES.rejected]],
  [
    'leave',
    [
      RETURN_CODES.undecided,
      RETURN_CODES.accountsNotFound,
      RETURN_CODES.discoveryFailed,
      RETURN_CODES.nothingDiscovered,
    ],
  ],
]);

/** Whether the post repeats the decision of the visit: pressing the same button twice is not an error. */
function isRepeated(outcome: string, posted: PostedForm): boolean {
  return (DECISIONS.get(posted.text('action')) ?? []).includes(Number(outcome) as ReturnCode);
}

/** `leavesTo`: every form of these pages may end the visit. */
export function aaFrame({ link }: AaVisit, title: string, rest: Partial<Frame> = {}): Frame {
  return { brand: ONEMONEY, title, leavesTo: link.redirect_url, ...rest };
}

/** The parts of a page around its content. The PAN is a step of its own when it is asked for. */
export function surroundings({ session, asked, search }: AaVisit, current: Stage): object {
  const isPanAsked = current === 'pan' || session.pan !== null || needsPan(search, asked);
  const steps = STAGES.filter((step) => step !== 'pan' || isPanAsked);
  return {
    session,
    asker: [...new Set(asked.map(({ consent }) => fiuName(consent.organisation_id)))].join(', '),
    number: steps.indexOf(current) + 1,
    steps: steps.length,
  };
}
