import { v7 as uuidv7 } from 'uuid';
import { ANY_UUID } from '../../input/bounded-text';
import type { ConsoleCaller } from './console-access';
import { html, type Html, NOTHING } from '../../http/pages/html';
import { PAGE_WORDS as WORDS } from './page.words';

/** The name of the field that proves that a form is of this session. */
export const TOKEN_FIELD = 'form_token';

export const hiddenToken = ({ formToken }: Pick<ConsoleCaller, 'formToken'>): Html =>
  html`<input type="hidden" name="${TOKEN_FIELD}" value="${formToken}" />`;

/** A form that was sent before, and can be sent once. */
export class FormSent extends Error {}

/** The name of the field with the id of a form that can be sent once. */
const ID_FIELD = 'form_id';

/** The id of a form that can be sent once; null: it may come again. */
export function formIdIn(form: URLSearchParams): string | null {
  const id = form.get(ID_FIELD) ?? '';
  return ANY_UUID.test(id) ? id.toLowerCase() : null;
}

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
  /** A download, after which the page stays: it can be sent again. Other forms can be sent once. */
  readonly isDownload?: boolean;
}

/** A form that is folded until its name is pressed; without JavaScript, too. Every act needs a reason. */
export function actForm(
  caller: ConsoleCaller,
  { id, action, button, explains, fields = {}, isGrave, isDownload }: ActForm,
): Html {
  const hidden = { ...fields, ...(isDownload ? {} : { [ID_FIELD]: uuidv7() }) };
  return html`<details class="act" id="${id}"><summary>${button}</summary>
<form method="post" action="${action}">${hiddenToken(caller)}${Object.entries(hidden).map(
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
