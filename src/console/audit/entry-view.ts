import { decisionText, meaningOf, outcomeOf, whyOf } from '../../evidence/pack/sentences';
import type { Leaf } from '../../audit/leaf';
import { html, type Html, NOTHING } from '../../http/pages/html';
import { facts, notice, section, withParameters } from '../page/parts';
import { instant } from '../page/times';
import { decisionOf, type EntryWithProof } from './audit-page.service';
import { AUDIT, decisionTone } from './audit-view';
import { AUDIT_WORDS } from './audit.words';

const WORDS = AUDIT_WORDS.entry;

/** One entry: what it says in a sentence, whether it is proved, and its bytes. */
export function entryView(shown: EntryWithProof): Html {
  const { entry } = shown;
  return html`<div class="columns">
    <div class="stack">${saidBy(entry)} ${section('proof', WORDS.proof, proofOf(shown))}</div>
    ${section('facts', WORDS.facts.title, [
      facts([
        [WORDS.facts.at, instant(new Date(entry.occurred_at))],
        [WORDS.facts.action, html`<code>${entry.action}</code>`],
        [WORDS.facts.consumer, entry.consumer],
        [
          WORDS.facts.subject,
          html`<a href="${withParameters(AUDIT, { reference: entry.subject })}">${entry.subject}</a>`,
        ],
        [WORDS.facts.request, html`<code>${entry.request_id}</code>`],
        [WORDS.facts.reason, whyOf(entry)],
      ]),
      html`<details>
        <summary>${WORDS.raw}</summary>
        <pre>${JSON.stringify(entry, null, 2)}</pre>
      </details>`,
    ])}
  </div>`;
}

/** In a sentence; of a decision about a consent, what was decided, and when. */
function saidBy(entry: Leaf): Html {
  const { entry_id: entryId, occurred_at: at, result, detail } = entry;
  const decision = result === 'SUCCEEDED' ? decisionOf({ entryId, occurredAt: new Date(at), detail }) : null;
  const happened = html`<p>${meaningOf(entry)} ${outcomeOf(entry)}</p>`;
  if (!decision)
    return notice(
      'over',
      html`<p><strong>${meaningOf(entry)}</strong></p>
        <p>${outcomeOf(entry)}</p>`,
    );
  return notice(
    decisionTone(decision),
    html`<p><strong>${decisionText(decision.event, decision.state)}</strong></p>
      <p>${AUDIT_WORDS.answers.at} ${instant(decision.at)}</p>
      ${happened}`,
  );
}

/** A script changes the first sentence; without one it stays, and names the command. */
function proofOf({ entry, receipt, vkeys }: EntryWithProof): Html {
  if (receipt === null) return notice('waiting', html`<p>${WORDS.notYet}</p>`);
  const file = `${entry.entry_id}.tlog-proof`;
  return html`<p
      class="notice waiting"
      role="status"
      data-entry="${entry.entry_id}"
      data-receipt="receipt"
      data-vkeys="vkeys"
      data-verified="${WORDS.verified}"
      data-refuted="${WORDS.refuted}"
      data-unreadable="${WORDS.unreadable}"
      data-unreadable-key="${WORDS.unreadableKey}"
      data-unsupported="${WORDS.unsupported}"
    >
      ${WORDS.checking}
    </p>
    <label for="vkeys">${WORDS.vkeys}</label>
    <textarea id="vkeys" rows="3" spellcheck="false" aria-describedby="vkeys-hint">${vkeys.join('\n')}</textarea>
    <p class="hint" id="vkeys-hint">${WORDS.vkeysHint}</p>
    <details>
      <summary>${WORDS.receipt}</summary>
      <label class="hidden" for="receipt">${WORDS.receipt}</label>
      <textarea id="receipt" rows="14" spellcheck="false">${receipt}</textarea>
    </details>
    <details>
      <summary>${WORDS.command}</summary>
      <pre>${vkeys.map((vkey) => `tools/verify-receipt --vkey '${vkey}' receipt ${file}`)[0] ?? NOTHING}</pre>
    </details>`;
}
