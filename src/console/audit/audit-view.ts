import type { FoundPeople } from '../../subjects/subjects.service';
import { decisionText, meaningOf, outcomeOf, whyOf } from '../../evidence/pack/sentences';
import { filled } from '../../words/words';
import type { ConsoleCaller } from '../page/console-access';
import { actForm, hiddenToken, reasonField } from '../page/forms';
import { html, type Html, NOTHING } from '../../http/pages/html';
import { badge, notice, section, table, type Tone, withParameters } from '../page/parts';
import { PAGE_WORDS } from '../page/page.words';
import { instant } from '../page/times';
import type { AuditFindings, Decision, ShownEntry } from './audit-page.service';
import { AUDIT_WORDS as WORDS } from './audit.words';

export const AUDIT = '/console/audit';

/** What was asked, as it stands in the fields. */
export interface AuditFields {
  readonly reference: string;
  readonly since: string;
  readonly until: string;
}

export const entryPath = (entryId: string): string => `${AUDIT}/entries/${entryId}`;

/** `found`: null, where the reference is of nothing here. */
export function auditView(
  caller: ConsoleCaller,
  fields: AuditFields,
  range: { readonly since: string; readonly until: string },
  found: AuditFindings | null,
): Html {
  if (!found)
    return html`${searchForm(caller, fields)}${notice('waiting', html`<p>${WORDS.nothing}</p>`)}${personForm(caller)}`;
  const { subjectId } = found;
  return html`<p class="lead">${WORDS.lead}</p>
    ${searchForm(caller, fields)} ${subjectId === null ? personForm(caller) : answers(found)}
    ${section('entries', subjectId === null ? WORDS.all.log : WORDS.all.of, [
      acts(caller, found, range),
      entries(fields, found),
    ])}`;
}

/** Instead of entries, where the reference looks like what identifies a person: that needs a reason. */
export const identifierView = (caller: ConsoleCaller, fields: AuditFields): Html =>
  html`${searchForm(caller, fields)}${notice('bad', html`<p>${WORDS.identifier}</p>`, 'alert')} ${personForm(caller)}`;

/** Instead of people, where the reason is none; what was sought stays in its field. */
export const reasonView = (caller: ConsoleCaller, sought: string, problem: string): Html =>
  html`${notice('bad', html`<p>${filled(WORDS.person.reasonNeeded, { problem })}</p>`, 'alert')}
  ${personForm(caller, sought)}`;

function searchForm(caller: ConsoleCaller, { reference, since, until }: AuditFields): Html {
  const { search } = WORDS;
  return html`<form method="post" action="${AUDIT}/find" class="row" role="search" aria-label="${search.title}">
      ${hiddenToken(caller)}
      <div class="wide">
        <label for="reference">${search.reference}</label>
        <input
          id="reference"
          name="reference"
          type="text"
          maxlength="64"
          value="${reference}"
          autocomplete="off"
          spellcheck="false"
          aria-describedby="reference-hint"
        />
      </div>
      <div>
        <label for="since">${search.since}</label><input id="since" name="since" type="date" value="${since}" />
      </div>
      <div>
        <label for="until">${search.until}</label><input id="until" name="until" type="date" value="${until}" />
      </div>
      <button>${search.button}</button>
    </form>
    <p class="hint" id="reference-hint">${search.referenceHint}</p>`;
}

function personForm(caller: ConsoleCaller, sought = ''): Html {
  const { person } = WORDS;
  return section(
    'person',
    person.title,
    html`<div class="act">
      <form method="post" action="${AUDIT}/person">
        ${hiddenToken(caller)}
        <p>${person.text}</p>
        <label for="identifier">${person.identifier}</label>
        <input
          id="identifier"
          name="identifier"
          type="text"
          maxlength="250"
          required
          autocomplete="off"
          spellcheck="false"
          value="${sought}"
        />
        ${reasonField('person-reason')}<button>${person.button}</button>
      </form>
    </div>`,
  );
}

/** The answer to the question whether a person consented, first. */
function answers({ decisions }: AuditFindings): Html {
  const list = decisions.map((decision) =>
    notice(
      decisionTone(decision),
      html`<p><strong>${decisionText(decision.event, decision.state)}</strong></p>
        <p>${WORDS.answers.at} ${instant(decision.at)}</p>
        <p class="hint">${filled(WORDS.answers.consent, { handle: decision.consentHandle })}</p>
        <p><a href="${entryPath(decision.entryId)}">${WORDS.answers.proof}</a></p>`,
    ),
  );
  return section('answers', WORDS.answers.title, list.length === 0 ? html`<p>${WORDS.answers.none}</p>` : list);
}

export const decisionTone = ({ event, state }: Decision): Tone =>
  event === 'given' || state === 'ACTIVE' ? 'good' : event === 'ended' ? 'over' : 'waiting';

function acts(
  caller: ConsoleCaller,
  { subjectId, journeyId }: AuditFindings,
  range: { readonly since: string; readonly until: string },
): Html {
  if (subjectId === null)
    return actForm(caller, {
      id: 'export',
      action: `${AUDIT}/export`,
      ...WORDS.export,
      fields: { ...range },
      isDownload: true,
    });
  const about = journeyId === null ? { about: 'subject', id: subjectId } : { about: 'journey', id: journeyId };
  return actForm(caller, {
    id: 'pack',
    action: `${AUDIT}/pack`,
    ...WORDS.pack,
    fields: { ...about, ...range },
    isDownload: true,
  });
}

function entries(fields: AuditFields, { entries: list, next, subjectId }: AuditFindings): Html {
  const { columns } = WORDS;
  const named = [columns.at, columns.what, columns.who, ...(subjectId === null ? [columns.about] : [])];
  const rows = list.map((shown) => rowOf(shown, subjectId === null));
  const older =
    next === null
      ? NOTHING
      : html`<p><a href="${withParameters(AUDIT, { ...fields, after: next })}">${PAGE_WORDS.pager.older}</a></p>`;
  if (rows.length === 0)
    return html`<p>${next === null ? WORDS.empty : WORDS.more}</p>
      ${older}`;
  return html`${table({ caption: WORDS.all.caption, columns: named.map((label) => ({ label })) }, rows)}${older}`;
}

function rowOf({ entry }: ShownEntry, namesSubject: boolean): Html[] {
  const reason = whyOf(entry);
  const why = reason === null ? NOTHING : html` <span class="hint">${filled(WORDS.why, { reason })}</span>`;
  return [
    instant(new Date(entry.occurred_at)),
    html`<a href="${entryPath(entry.entry_id)}">${meaningOf(entry)}</a>`,
    html`${outcomeOf(entry)}${why}`,
    ...(namesSubject
      ? [html`<a href="${withParameters(AUDIT, { reference: entry.subject })}">${entry.subject}</a>`]
      : []),
  ];
}

/** Whom an identifier found. */
export function peopleView({ subjects }: FoundPeople): Html {
  const { person } = WORDS;
  const back = html`<p><a href="${AUDIT}">${person.back}</a></p>`;
  if (subjects.length === 0) return html`${notice('waiting', html`<p>${person.none}</p>`)}${back}`;
  return html`<p>${person.found}</p>
    <ul>
      ${subjects.map(
        ({ subject_id: id, client_id: consumer, created_at: since, erased_at: erased }) =>
          html`<li>
            <a href="${withParameters(AUDIT, { reference: id })}">${consumer ?? id}</a> ${instant(since)}
            ${erased ? badge('over', person.erased) : NOTHING}
          </li>`,
      )}
    </ul>
    ${back}`;
}
