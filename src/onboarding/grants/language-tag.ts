import { bounded } from '../../input/bounded-text';

/** BCP 47 (RFC 5646, 2.1), any extensions; no irregular tags (before 2006), no four-letter languages (reserved). */
export const LANGUAGE_TAG = bounded(
  100,
  /^(?:(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{5,8})(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(?:-[0-9A-WYZa-wyz](?:-[A-Za-z0-9]{2,8})+)*(?:-[Xx](?:-[A-Za-z0-9]{1,8})+)?|[Xx](?:-[A-Za-z0-9]{1,8})+)$/,
);

/** The first subtag of an extension or of private use, and everything after it. */
const EXTENSIONS = /(?:^|-)[A-Za-z0-9]-.*$/;

/**
 * Language, script and region of a tag, by which a vendor chooses the language; null where nothing is left. Phones
 * append settings that choose none (RFC 4647, section 3.4), such as the first day of the week (`en-US-u-fw-mon`).
 */
export const languageOf = (tag: string): string | null => tag.replace(EXTENSIONS, '') || null;
