// Improves pages that work without it: parts marked data-live are loaded again every few seconds.
'use strict';

/** Whether somebody uses the part: the focus is in it, or text of it is selected. */
const isInUse = (part) => part.contains(document.activeElement) || part.contains(getSelection()?.anchorNode ?? null);

/** Puts what the page has now into a part; what was unfolded stays so. */
function renew(part, fresh) {
  if (!fresh || isInUse(part)) return;
  for (const open of part.querySelectorAll('details[open][id]'))
    fresh.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute('open', '');
  if (fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
}

async function refresh(parts) {
  if (document.hidden) return;
  const answer = await fetch(location.href, { headers: { 'Portico-Live': '1' }, credentials: 'same-origin' });
  // The session has ended: the login is shown.
  if (answer.redirected) return location.reload();
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const part of parts) renew(part, page.getElementById(part.id));
}

(() => {
  const parts = [...document.querySelectorAll('[data-live]')];
  const seconds = Math.min(...parts.map((part) => Number(part.dataset.live)));
  const again = () =>
    setTimeout(() => {
      refresh(parts)
        .catch(() => undefined)
        .finally(again);
    }, seconds * 1000);
  if (parts.length > 0) again();
})();
