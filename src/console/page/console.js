// Improves pages that work without it: parts marked data-live are loaded again every few seconds.
'use strict';

/** Whether somebody uses the part: the focus is in it, or text of it is selected. */
const isInUse = (part) => part.contains(document.activeElement) || part.contains(getSelection()?.anchorNode ?? null);

(() => {
  const parts = [...document.querySelectorAll('[data-live]')];

  async function refresh(part) {
    if (document.hidden || isInUse(part)) return;
    const answer = await fetch(location.href, { headers: { 'Portico-Live': '1' }, credentials: 'same-origin' });
    // The session has ended: the login is shown.
    if (answer.redirected) return location.reload();
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(part.id);
    if (!fresh || isInUse(part)) return;
    for (const open of part.querySelectorAll('details[open][id]'))
      fresh.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute('open', '');
    if (fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
  }

  for (const part of parts) {
    const again = () =>
      setTimeout(
        () => {
          refresh(part)
            .catch(() => undefined)
            .finally(again);
        },
        Number(part.dataset.live) * 1000,
      );
    again();
  }
})();
