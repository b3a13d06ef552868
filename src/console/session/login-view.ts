import { html, type Html, NOTHING } from '../../http/pages/html';
import { notice } from '../page/parts';
import { LOGIN_WORDS as WORDS } from './login.words';

/** The form; `next`: where to go afterwards. */
export interface LoginView {
  readonly next: string;
  readonly isRefused: boolean;
  readonly isSandbox: boolean;
  /** Came from another site, to which a browser gives no cookie: the session may be there after all. */
  readonly isFromOutside: boolean;
}

export const loginView = ({ next, isRefused, isSandbox, isFromOutside }: LoginView): Html =>
  html`<div class="narrow">
    ${isRefused ? notice('bad', html`<p>${WORDS.wrong}</p>`, 'alert') : NOTHING}
    <p>${WORDS.intro}</p>
    ${isSandbox ? html`<p class="hint">${WORDS.sandbox}</p>` : NOTHING}
    <form method="post" action="/console/login" class="stacked">
      <input type="hidden" name="next" value="${next}" />
      <label for="name">${WORDS.name}</label>
      <input
        id="name"
        name="name"
        type="text"
        maxlength="64"
        required
        autocomplete="username"
        autocapitalize="none"
        spellcheck="false"
      />
      <label for="secret">${WORDS.secret}</label>
      <input id="secret" name="secret" type="password" maxlength="512" required autocomplete="current-password" />
      <button>${WORDS.button}</button>
    </form>
    ${isSandbox ? html`<p><a href="${next}">${WORDS.open}</a></p>` : NOTHING}
    ${isFromOutside ? html`<p><a href="${next}">${WORDS.already}</a></p>` : NOTHING}
  </div>`;
