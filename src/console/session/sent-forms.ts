import { formIdIn } from '../page/forms';

/** Ids that are kept: those of the newest forms. */
const KEPT_IDS = 10_000;

/** The forms that this process was sent: each can be sent once, so that loading a page again repeats no act. */
export class SentForms {
  private readonly ids = new Set<string>();

  /** Whether it comes for the first time. A form without an id may come again. */
  take(form: URLSearchParams): boolean {
    const id = formIdIn(form);
    if (id === null) return true;
    if (this.ids.has(id)) return false;
    this.ids.add(id);
    const [oldest] = this.ids;
    if (this.ids.size > KEPT_IDS) this.ids.delete(oldest!);
    return true;
  }
}
