import { bounded } from '../../input/bounded-text';

/**
 * A well-formed language tag (BCP 47, RFC 5646, section 2.1) with any extensions, except for the irregular tags from
 * before 2006, and for languages of four letters, which are reserved and unused.
 */
export const LANGUAGE_TAG = bounded(
  100,
  /^(?:(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{5,8})(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(?:-[0-9A-WYZa-wyz](?:-[A-Za-z0-9]{2,8})+)*(?:-[Xx](?:-[A-Za-z0-9]{1,8})+)?|[Xx](?:-[A-Za-z0-9]{1,8})+)$/,
);

/** The first subtag of an extension or of private use, and everything after it. */
const EXTENSIONS = /(?:^|-)[A-Za-z0-9]-.*$/;

/**
 * The part of a tag that says language, script and region, for a vendor that chooses the language by it. Phones append
 * settings such as the first day of the week (`en-US-u-fw-mon`), which choose no language (RFC 4647, section 3.4). Null
 * where nothing is left.
 */
export const languageOf = (tag: string): string | null => tag.replace(EXTENSIONS, '') || null;
