import type { ConsoleCaller } from './console-access';
import { html, type Html, NOTHING } from './html';
import { PAGE_WORDS as WORDS } from './page.words';

/** The name of the field that proves that a form is of this session. */
export const TOKEN_FIELD = 'form_token';

export const hiddenToken = ({ formToken }: Pick<ConsoleCaller, 'formToken'>): Html =>
  html`<input type="hidden" name="${TOKEN_FIELD}" value="${formToken}" />`;

/** An act: what it does, in a sentence, and a button that asks for the reason. */
export interface ActForm {
  /** Of the page, so that its label names its own field. */
  readonly id: string;
  readonly action: string;
  readonly button: string;
  readonly explains: string;
  readonly fields?: Readonly<Record<string, string>>;
  /** In the style of something that cannot be taken back. */
  readonly isGrave?: boolean;
}

/** A form that is folded until its name is pressed; without JavaScript, too. Every act needs a reason. */
export function actForm(caller: ConsoleCaller, { id, action, button, explains, fields = {}, isGrave }: ActForm): Html {
  return html`<details class="act" id="${id}"><summary>${button}</summary>
<form method="post" action="${action}">${hiddenToken(caller)}${Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  )}
<p>${explains}</p>${reasonField(`${id}-reason`)}
<button${isGrave ? html` class="grave"` : NOTHING}>${button}</button></form></details>`;
}

/** The field for the reason, with the rule of input/reason-rule.ts. */
export const reasonField = (id: string, isRequired = true): Html =>
  html`<label for="${id}">${WORDS.form.reason}</label>
    <input
      id="${id}"
      name="reason"
      type="text"
      minlength="3"
      maxlength="500"
      ${isRequired ? html` required` : NOTHING}
      autocomplete="off"
      aria-describedby="${id}-hint"
    />
    <p class="hint" id="${id}-hint">${WORDS.form.reasonHint}</p>`;
