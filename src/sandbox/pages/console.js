/* Improves the console, which works without it: refreshes what is live, and copies texts. */
const REFRESH_MS = 2_000;
const words = document.getElementById('live-words');
let isPaused = false;
let isAsking = false;

/** A part that somebody uses is left as it is until they are done. */
const isInUse = (part) =>
  part.contains(document.activeElement) ||
  part.matches(':hover') ||
  part.querySelector('details[open]') !== null ||
  (!getSelection().isCollapsed && part.contains(getSelection().anchorNode));

const waiting = document.createElement('span');
waiting.className = 'waiting-words';

const refresh = async () => {
  if (isPaused || isAsking || document.hidden) return;
  isAsking = true;
  try {
    const answer = await fetch(location.href, { cache: 'no-store' });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    let waits = false;
    for (const part of document.querySelectorAll('[data-live][id]')) {
      const next = fresh.getElementById(part.id);
      if (!next || next.innerHTML === part.innerHTML) continue;
      if (isInUse(part)) waits = true;
      else part.replaceChildren(...next.childNodes);
    }
    waiting.textContent = waits ? 'There is news: it comes when you leave the list.' : '';
  } catch {
    // The sandbox is stopped or starts again: the next time decides.
  } finally {
    isAsking = false;
  }
};

const button = (text, onPress) => {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'small quiet';
  made.textContent = text;
  made.addEventListener('click', () => onPress(made));
  return made;
};

if (words?.hasAttribute('data-refreshes')) {
  words.append(
    waiting,
    button('Pause', (made) => {
      isPaused = !isPaused;
      made.textContent = isPaused ? 'Go on' : 'Pause';
    }),
  );
  setInterval(refresh, REFRESH_MS);
}

const told = document.createElement('span');
told.className = 'unseen';
told.setAttribute('role', 'status');
document.body.append(told);

const copy = async (source) => {
  try {
    await navigator.clipboard.writeText(source.textContent);
    return true;
  } catch {
    // Without the right to write the clipboard the text is selected, for the keyboard.
    getSelection().selectAllChildren(source);
    return false;
  }
};

for (const source of document.querySelectorAll('[data-copy]')) {
  const label = source.getAttribute('data-copy');
  const made = button(label, async () => {
    const isCopied = await copy(source);
    told.textContent = isCopied ? 'Copied.' : 'Selected: press the keys for copying.';
    made.textContent = isCopied ? 'Copied' : 'Selected';
    setTimeout(() => (made.textContent = label), REFRESH_MS);
  });
  source.before(made);
}
