import { Inject, Injectable } from '@nestjs/common';
import type { Scope } from '../http/request/caller';
import { RETURN_SIGNERS, type ReturnSigners } from '../http/pages/signed-return';
import type { Journey } from '../journey-registry/journey';
import type { LinkStanding, LinkTarget } from '../journey-registry/journey-links';
import { JourneyRegistry } from '../journey-registry/journey-registry';
import { type SubjectKey, SubjectKeys } from '../privacy/subject-keys';
import { KillSwitches } from '../switches/kill-switches';
import type { InWords } from '../words/words';
import type { DurableLink } from './durable-link.entity';
import { openSettings } from './link-settings';

export const targetOf = (key: SubjectKey, link: DurableLink): LinkTarget => ({
  linkId: link.linkId,
  reference: link.reference,
  key,
  settings: openSettings(key, link),
});

/** What the person who opens a link is shown of its journey. */
export interface Standing extends Omit<LinkStanding, 'parameters'> {
  /** BCP 47 tag of the journey's language; null: not known. */
  readonly locale: string | null;
  /** Where the button leads; null when there is none. */
  readonly goesTo: InWords | null;
  /** The consumer's own page; null when it named none. */
  readonly returnUrl: string | null;
  /** Whether the link's subject has been erased. */
  readonly isErased?: boolean;
  /** Whether the consumer that handed the link out was disabled. */
  readonly isCutOff?: boolean;
  /** Whether an operator has stopped all durable links. */
  readonly isStopped?: boolean;
}

const CLOSED = { isOpen: false, locale: null, goesTo: null, returnUrl: null } as const;

/** No return URL: the page belongs to the disabled consumer, too. */
export const CUT_OFF: Standing = { ...CLOSED, isCutOff: true, words: ({ link }) => link.cutOff };
const ERASED: Standing = { ...CLOSED, isErased: true, words: ({ link }) => link.erased };

/** The journeys that durable links lead to. */
@Injectable()
export class LinkJourneys {
  constructor(
    private readonly journeys: JourneyRegistry,
    private readonly subjectKeys: SubjectKeys,
    @Inject(RETURN_SIGNERS) private readonly signers: ReturnSigners,
    private readonly switches: KillSwitches,
  ) {}

  /** Throws Fault `links-stopped` while an operator has stopped all durable links. */
  assertRunning(): void {
    this.switches.assertLinks();
  }

  of({ kind }: DurableLink): Journey {
    return this.journeys.named(kind);
  }

  /** The state of the link's journey, also when its subject has been erased. */
  async standing(link: DurableLink): Promise<Standing> {
    const key = await this.subjectKeys.find(link.subjectId);
    if (!key) return ERASED;
    const target = targetOf(key, link);
    const { link: links } = this.of(link);
    const { parameters, ...standing } = await links.standing(target);
    const { redirect_url: page, locale = null } = target.settings;
    const sign = page ? await this.signers.of(link.consumerId) : null;
    const returnUrl = page && sign ? sign(page, parameters) : null;
    return { ...standing, locale, goesTo: links.goesTo, returnUrl, isStopped: this.switches.areLinksStopped };
  }

  /** Kinds of links that these scopes may see, or change. Throws Fault `scope-missing` when there is none. */
  permitted(scopes: readonly Scope[], need: 'read' | 'write'): string[] {
    return this.journeys.permitted(scopes, need).map(({ name }) => name);
  }
}
