import { Injectable } from '@nestjs/common';
import type { Actor } from '../audit/audit.service';
import { Fault } from '../errors';
import type { Scope } from '../http/request/caller';
import { type SubjectKey, SubjectKeys } from '../privacy/subject-keys';
import type { DurableLink } from './durable-link.entity';
import { type LinkSettings, openSettings } from './link-settings';

/** What a journey receives of a link of its kind. */
export interface LinkTarget extends Pick<DurableLink, 'linkId' | 'reference'> {
  readonly key: SubjectKey;
  readonly settings: LinkSettings;
}

export const targetOf = (key: SubjectKey, link: DurableLink): LinkTarget => ({
  linkId: link.linkId,
  reference: link.reference,
  key,
  settings: openSettings(key, link),
});

/** What the person who opens a link reads: plain words, without personal data. */
export interface LinkWords {
  readonly title: string;
  readonly text: string;
  /** The label of the button while the journey is open. */
  readonly button: string;
}

/** The state of a journey, for the person who opens its link. */
export interface Standing extends LinkWords {
  /** Whether a click may lead to the vendor's page. */
  readonly isOpen: boolean;
  /** The consumer's own page; null when it named none. */
  readonly returnUrl: string | null;
  /** Whether the link's subject has been erased. */
  readonly isErased?: boolean;
  /** Whether the consumer that handed the link out was disabled. */
  readonly isCutOff?: boolean;
}

/** No return URL: the page belongs to the disabled consumer, too. */
export const CUT_OFF: Standing = {
  isCutOff: true,
  isOpen: false,
  title: 'This link is no longer valid',
  text: 'The company that sent it to you does not use it any more. If you expected to go on here, ask that company.',
  button: '',
  returnUrl: null,
};

const ERASED: Standing = {
  isErased: true,
  isOpen: false,
  title: 'This link is no longer valid',
  text: 'What it led to no longer exists. If you expected to go on here, ask the company that sent it to you.',
  button: '',
  returnUrl: null,
};

/** A journey that durable links may lead to. */
export interface LinkKind {
  readonly kind: string;
  /** The scopes that a consumer needs to see its links, and to revoke them. */
  readonly scopes: { readonly read: Scope; readonly write: Scope };
  /** From what is known: no vendor is asked, so that a scanner that opens the link has no effect. */
  look(link: LinkTarget): Promise<Standing>;
  /** Requests the vendor's link for a person's click, and returns its URL. Throws Fault. */
  mint(actor: Actor, link: LinkTarget): Promise<string>;
}

/** The journeys register their kinds of links here, so that this module depends on none of them. */
@Injectable()
export class LinkKinds {
  private readonly kinds = new Map<string, LinkKind>();

  constructor(private readonly subjectKeys: SubjectKeys) {}

  register(kind: LinkKind): void {
    this.kinds.set(kind.kind, kind);
  }

  get(kind: string): LinkKind {
    const found = this.kinds.get(kind);
    if (!found) throw new Error(`no journey registered links of the kind ${kind}`);
    return found;
  }

  /** The state of the link's journey, also when its subject has been erased. */
  async look(link: DurableLink): Promise<Standing> {
    const key = await this.subjectKeys.find(link.subjectId);
    return key ? this.get(link.kind).look(targetOf(key, link)) : ERASED;
  }

  /**
   * The kinds whose links a caller with these scopes may see, or change. Throws Fault `scope-missing` when there is
   * none.
   */
  permitted(scopes: readonly Scope[], need: keyof LinkKind['scopes']): string[] {
    const all = [...this.kinds.values()];
    const permitted = all.filter((kind) => scopes.includes(kind.scopes[need]));
    if (permitted.length === 0) {
      const needed = all.map(({ scopes }) => scopes[need]).join(', ');
      throw new Fault('scope-missing', { detail: `This operation needs one of the scopes ${needed}.` });
    }
    return permitted.map(({ kind }) => kind);
  }
}
