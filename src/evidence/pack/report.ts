import { createHash } from 'node:crypto';
import type { Leaf } from '../../audit/leaf';
import { EVIDENCE } from '../../words/evidence';
import { filled } from '../../words/words';
import type { ConsentReceipt } from '../../consent/receipts/consent-receipt';
import type { ProvedEntry } from '../evidence-entries';
import type { EvidenceJourney } from '../evidence.repository';
import type { PackContent } from './content';
import { pictureIn } from './drawn';
import { asHtml, html, type Html } from '../../http/pages/html';
import { PICTURE_STYLE } from '../../journeys/picture/picture-style';
import { REPORT_STYLE } from './report-style';
import { decisionText, meaningOf, outcomeOf, whyOf } from './sentences';
import { textsShown } from './shown-texts';

const STYLE = `${REPORT_STYLE}${PICTURE_STYLE}`;
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

/** Members of an entry's detail that the sentence says already. */
const SAID = new Set(['operator', 'role', 'reason']);

const timeOf = (instant: string): string => `${instant.slice(0, 10)} ${instant.slice(11, 19)} UTC`;

/** A page of its own, without a script and without anything that is loaded: to be read, and to be printed. */
export function reportOf(content: PackContent): string {
  const { wish, journeys, madeAt, by, entries } = content;
  const title = EVIDENCE.title[wish.about === 'subject' ? 'subject' : journeys[0]!.kind];
  const body = html`<main>
    <h1>${title}</h1>
    <dl class="facts">
      <dt>Made</dt>
      <dd>${timeOf(madeAt.toISOString())}, by ${by}</dd>
      <dt>Why</dt>
      <dd>${wish.reason}</dd>
      <dt>Whom it is about</dt>
      <dd>the subject <code>${content.subjectId}</code></dd>
      <dt>Period</dt>
      <dd>${periodOf(content)}</dd>
      <dt>Personal data</dt>
      <dd>${EVIDENCE.personal[wish.personal]}</dd>
    </dl>
    ${journeys.map((journey) => journeyOf(content, journey))}
    <section>
      <h2>Everything that was recorded</h2>
      <p>
        ${entries.length} entries of the audit log, oldest first. The number is the entry's in the log: its receipt is
        in entries.jsonl under this leaf_index.
      </p>
      <table>
        <thead>
          <tr>
            ${['No.', 'When', 'What', 'Facts'].map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${entries.map(rowOf)}
        </tbody>
      </table>
    </section>
    <section>
      <h2>How to check this</h2>
      <p>
        This page is a way to read the entries; the entries are what is proved. README.txt, in the same folder, says in
        two commands how anybody can check them, and that no file of the pack was changed.
      </p>
    </section>
  </main>`;
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
${html`<title>${title}</title>`.text}<style>${STYLE}</style></head>
<body>${body.text}</body>
</html>
`;
}

const periodOf = ({ wish: { since, until }, madeAt }: PackContent): string =>
  `${since ? `from ${timeOf(since.toISOString())}` : 'from the beginning'}, until ` +
  timeOf((until ?? madeAt).toISOString());

function journeyOf(content: PackContent, journey: EvidenceJourney): Html {
  const { kind, journeyId, reference, clientId, displayName, requestedAt, erasedAt, productId } = journey;
  const person = Object.entries(content.people.get(journeyId) ?? {});
  const ended = erasedAt ? html`<p>${filled(EVIDENCE.erased, { time: timeOf(erasedAt.toISOString()) })}</p>` : null;
  return html`<section>
    <h2>${EVIDENCE.kind[kind]}</h2>
    ${kind === 'consent' ? answersOf(content, journey) : null}${ended}
    <dl class="facts">
      <dt>Requested</dt>
      <dd>${timeOf(requestedAt.toISOString())}</dd>
      <dt>For whom</dt>
      <dd>${displayName ?? clientId} (<code>${clientId}</code>)</dd>
      <dt>Names of it</dt>
      <dd>
        <code>${journeyId}</code> (Portico)${reference === null ? null : html`, <code>${reference}</code> (vendor)`}
      </dd>
      ${
        productId === null
          ? null
          : html`<dt>Template</dt>
              <dd><code>${productId}</code></dd>`
      }
      ${person.map(
        ([name, value]) =>
          html`<dt>${labelOf(name)}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
    ${drawn(content, journey)}
    <h3>What the person was shown</h3>
    ${shownOf(
      journey,
      content.entries.map(({ entry }) => entry),
    )}
  </section>`;
}

const labelOf = (name: string): string => EVIDENCE.person[name as keyof typeof EVIDENCE.person] ?? name;

/** The picture, and the same in sentences. */
function drawn(content: PackContent, journey: EvidenceJourney): Html | null {
  const picture = pictureIn(content, journey);
  if (!picture) return null;
  return html`<h3>How it went</h3>
    <figure>
      ${asHtml(picture.svg)}
      <figcaption>
        <ol>
          ${picture.text.map(({ text }) => html`<li>${text}</li>`)}
        </ol>
      </figcaption>
    </figure>`;
}

/** The changes of a consent, each with who says so: the answer to "did this person consent, and when?". */
function answersOf({ changes }: PackContent, { journeyId, erasedAt }: EvidenceJourney): Html {
  const own = changes.filter(({ header }) => header.record_id === journeyId);
  if (own.length === 0) return html`<p>${EVIDENCE.noChanges}</p>`;
  return html`<ol class="answers">
      ${own.map(answerOf)}
    </ol>
    ${erasedAt === null ? null : html`<p>${EVIDENCE.noReceipts}</p>`}`;
}

function answerOf({ header, event }: ConsentReceipt): Html {
  const { event_type: type, event_state: state, event_time: time, valid_until: until } = event;
  return html`<li>
    <strong>${decisionText(type, state)}</strong> ${filled(EVIDENCE.confirmed, { time: timeOf(time) })}
    ${until === null ? null : filled(EVIDENCE.validUntil, { time: timeOf(until) })}
    <small>Entry <code>${header.receipt_id}</code></small>
  </li>`;
}

function shownOf(journey: EvidenceJourney, entries: readonly Leaf[]): Html {
  const texts = textsShown(journey, entries);
  if (texts.length === 0) return html`<p>${EVIDENCE.shown.none}</p>`;
  return html`${texts.map(
      ({ at, lang, title, lines, button }) =>
        html`<p>${filled(EVIDENCE.shown.link, { time: timeOf(at) })}</p>
          <blockquote lang="${lang}">
            <p><strong>${title}</strong></p>
            ${lines.map((line) => html`<p>${line}</p>`)}
            <p class="button">${button}</p>
          </blockquote>`,
    )}
    <p>${EVIDENCE.shown.vendor}</p>`;
}

function rowOf({ leafIndex, entry }: ProvedEntry): Html {
  const facts = Object.entries(entry.detail).filter(([name, value]) => !SAID.has(name) && value !== null);
  const why = whyOf(entry);
  return html`<tr>
    <td>${leafIndex}</td>
    <td>${timeOf(entry.occurred_at)}</td>
    <td>
      ${meaningOf(entry)}
      <small>${outcomeOf(entry)}${why === null ? '' : ` Why: ${why}`}</small>
    </td>
    <td>${facts.map(([name, value]) => html`<div><span>${name}</span> ${textOf(value)}</div>`)}</td>
  </tr> `;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
