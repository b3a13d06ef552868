import { Injectable } from '@nestjs/common';
import type { Scope } from '../http/request/caller';
import { withQuery } from '../http/pages/browser-return';
import type { Journey } from '../journey-registry/journey';
import type { LinkStanding, LinkTarget } from '../journey-registry/journey-links';
import { JourneyRegistry } from '../journey-registry/journey-registry';
import { type SubjectKey, SubjectKeys } from '../privacy/subject-keys';
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

/** The journeys that durable links lead to. */
@Injectable()
export class LinkJourneys {
  constructor(
    private readonly journeys: JourneyRegistry,
    private readonly subjectKeys: SubjectKeys,
  ) {}

  of({ kind }: DurableLink): Journey {
    return this.journeys.named(kind);
  }

  /** The state of the link's journey, also when its subject has been erased. */
  async standing(link: DurableLink): Promise<Standing> {
    const key = await this.subjectKeys.find(link.subjectId);
    if (!key) return ERASED;
    const target = targetOf(key, link);
    const { parameters, ...standing } = await this.of(link).link.standing(target);
    const { redirect_url: page } = target.settings;
    return { ...standing, returnUrl: page ? withQuery(page, parameters) : null };
  }

  /** Kinds of links that these scopes may see, or change. Throws Fault `scope-missing` when there is none. */
  permitted(scopes: readonly Scope[], need: 'read' | 'write'): string[] {
    return this.journeys.permitted(scopes, need).map(({ name }) => name);
  }
}
