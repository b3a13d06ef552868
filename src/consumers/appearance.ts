import { hasPlainHost } from '../config/host-names';
import { logoTypeOf, MAX_LOGO } from '../http/pages/logo';
import type { Consumer } from './consumer.entity';

/** What people who open a durable link are shown of the consumer that sent it. */
export type Appearance = Pick<Consumer, 'displayName' | 'contact' | 'logo'>;

const MAX_NAME = 80;
const MAX_CONTACT = 254;
/** No control characters, and no others that cannot be seen or that turn the direction; joiners are part of scripts. */
const NAME = /^(?:[^\p{C}\p{Zl}\p{Zp}]|\u200c|\u200d)+$/u;
const LETTER = /[\p{L}\p{N}]/u;
const MAIL = /^[A-Za-z0-9.!#$%*+/=?^_{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/;
const PAGE = /^https:\/\/[\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]+$/;

/** Why people cannot be shown this; null when they can. */
export function appearanceProblem({ displayName, contact, logo }: Partial<Appearance>): string | null {
  if (isGiven(displayName) && !isName(displayName))
    return `A display name is 1 to ${MAX_NAME} characters that can be seen, without spaces around it.`;
  if (isGiven(contact) && !isContact(contact))
    return `A contact is a mail address or an https URL, at most ${MAX_CONTACT} characters.`;
  if (isGiven(logo) && (logo.length > MAX_LOGO || logoTypeOf(logo) === null))
    return `A logo is a PNG or a JPEG of at most ${MAX_LOGO / 1024} KiB; SVG can carry scripts and is not taken.`;
  return null;
}

const isGiven = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined;

const isName = (name: string): boolean =>
  name === name.trim() && [...name].length <= MAX_NAME && NAME.test(name) && LETTER.test(name);

const isContact = (contact: string): boolean =>
  contact.length <= MAX_CONTACT && (MAIL.test(contact) || (PAGE.test(contact) && hasPlainHost(contact)));
