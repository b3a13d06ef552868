import type { Replacement } from './other-build';

/** A sandbox with another reading of one sentence of a contract, and the facts that state that sentence. */
export interface Deviation {
  readonly what: string;
  readonly replacement: Replacement;
  /** Ids of facts, or their prefixes. Each of them must differ, and no other may. */
  readonly facts: readonly string[];
}

const at = (vendor: 'one-money' | 'finpro', file: string): string => `src/sandbox/${vendor}/${file}.js`;

export const DEVIATIONS: readonly Deviation[] = [
  {
    what: 'a method that was signed in lower case is taken',
    replacement: [
      at('one-money', 'signature'),
      /if \((\(0, same_text_1\.isSameText\))\(signature, sign\((.*), lines\)\)\)/,
      'if ($1(signature, sign($2, lines)) || $1(signature, sign($2, lines.with(2, lines[2].toLowerCase()))))',
    ],
    facts: ['1money.signing.method'],
  },
  {
    what: 'signatures are good for twice as long',
    replacement: [at('one-money', 'signature'), /> rules\.skewSeconds\)/, '> rules.skewSeconds * 2)'],
    facts: ['1money.signing.skew'],
  },
  {
    what: 'a repeated key answers 200',
    replacement: [
      at('one-money', 'customers/customers.routes'),
      /if \(known\)(\s+)return \{ status: 201/,
      'if (known)$1return { status: 200',
    ],
    facts: [
      '1money.create.repeated',
      '1money.create.repeated-otherwise',
      '1money.key.after-a-day',
      '1money.key.conflict',
    ],
  },
  {
    what: 'a first name may have one character more',
    replacement: [at('one-money', 'rules'), /'first_name', first_name, 255/, "'first_name', first_name, 256"],
    facts: ['1money.create.first_name.long'],
  },
  {
    what: 'a tag that is not closed is plain text',
    replacement: [at('one-money', 'rules'), /\/<\[a-z!\/\?\]\|/, '/<[a-z!/?][^>]*>|'],
    facts: ['1money.create.first_name.unclosed', '1money.create.last_name.unclosed'],
  },
  {
    what: 'links live for an hour',
    replacement: [at('one-money', 'customers/grants.store'), /LIFETIME_SECONDS = 1800/, 'LIFETIME_SECONDS = 3600'],
    facts: ['1money.link.expiry', '1money.grant.expiry', '1money.page.expired', '1money.page.refusals'],
  },
  {
    what: 'a rejected customer gets no link',
    replacement: [at('one-money', 'kyb-status'), /\['REJECTED', 'submit', 'PENDING_REVIEW', 'end user'\],/, ''],
    facts: [
      '1money.link.in-REJECTED',
      '1money.grant.in-REJECTED',
      '1money.transition.REJECTED-PENDING_REVIEW',
      '1money.page.submitted',
    ],
  },
  {
    what: 'a 429 does not say how long to wait',
    replacement: [at('one-money', 'serve'), /Retry after \$\{wait\}s\./, 'Try again later.'],
    facts: ['1money.limit.hint', '1money.limit.header', '1money.limit.enough'],
  },
  {
    what: 'every answer has the same request id',
    replacement: [
      at('one-money', 'serve'),
      /const requestId = .*;/,
      "const requestId = '3a3f2d96-fc3b-42e5-804f-e65d10a4be98';",
    ],
    facts: ['1money.request-id'],
  },
  {
    what: 'a webhook of approval has another name',
    replacement: [at('one-money', 'webhook-payload'), /'kyb\.completed'/, "'kyb.approved'"],
    facts: ['1money.webhook.kyb.completed', '1money.webhook.event-header'],
  },
  {
    what: 'a webhook is signed without the point',
    replacement: ['src/sandbox/webhooks/webhook-signature.js', /\$\{nowSeconds\}\.\$\{body\}/, '${nowSeconds}${body}'],
    facts: ['1money.webhook.signature', '1money.webhook.repeated', 'finpro.webhook.timestamp'],
  },
  {
    what: 'scripts may read the cookie',
    replacement: [at('one-money', 'customers/sessions.routes'), /httpOnly: true/, 'httpOnly: false'],
    facts: ['1money.page.session-cookie', '1money.page.cookie-attributes'],
  },
  {
    what: 'a list has twenty customers by default',
    replacement: [at('one-money', 'customers/customers.routes'), /'page_size', 10,/, "'page_size', 20,"],
    facts: ['1money.list.default-size'],
  },
  {
    what: 'any appIdentifier is taken',
    replacement: [
      at('finpro', 'credentials'),
      /\S+ same_text_1\.isSameText\)\(one\.appIdentifier, appIdentifier\)/,
      'true',
    ],
    facts: ['finpro.headers.appIdentifier.wrong', 'finpro.headers.appIdentifier.of-another'],
  },
  {
    what: 'the handle of a VUA may be in capitals',
    replacement: [at('finpro', 'identifiers'), /\)@onemoney\$\/;/, ')@onemoney$/i;'],
    facts: ['finpro.request.vua.suffix-1', 'finpro.request.vua.suffix-2'],
  },
  {
    what: 'the party identifier is judged before the template',
    replacement: [
      at('finpro', 'consents/consent-request'),
      /(redirectUrl'\),?\s+\};\s+)(const template = .*;)(\s+)(.*assertPartyIdentifier.*;)/,
      '$1$4$3$2',
    ],
    facts: ['finpro.request.order.template'],
  },
  {
    what: 'an empty handle has another number',
    replacement: [at('finpro', 'errors'), /'FP0021'/, "'FP0022'"],
    facts: ['finpro.fresh-link.handle-empty-'],
  },
  {
    what: 'a sign-in that takes too long is told as undecided',
    replacement: [at('finpro', 'redirection/redirection'), /loginTimedOut: 6/, 'loginTimedOut: 5'],
    facts: ['finpro.visit.F6'],
  },
  {
    what: 'a link of the guideline lives for five minutes',
    replacement: ['src/sandbox/config.js', /STRICT_LINK_SECONDS = 240/, 'STRICT_LINK_SECONDS = 300'],
    facts: ['finpro.visit.strict'],
  },
  {
    what: 'an unknown consentID has another number',
    replacement: [at('finpro', 'errors'), /'FP0034'/, "'FP0035'"],
    facts: ['finpro.revoke.unknown', 'finpro.revoke.handle', 'finpro.revoke.of-another'],
  },
  {
    what: 'the end of a consent is written in ISO 8601',
    replacement: [
      at('finpro', 'consents/listed-consent'),
      /instant\.toISOString\(\)\.slice\(0, 19\)\.replace\('T', ' '\)/,
      'instant.toISOString()',
    ],
    facts: ['finpro.list.item', 'finpro.webhook.extended'],
  },
  {
    what: 'a rejection is told with <NULL> in the basic payload too',
    replacement: [at('finpro', 'consents/webhook-payload'), /isExtended \? '<NULL>' : ''/, "'<NULL>'"],
    facts: ['finpro.webhook.rejected-basic'],
  },
  {
    what: 'decryptUrl takes the other spelling',
    replacement: [
      at('finpro', 'redirection/redirection.routes'),
      /json\.webRedirectionURL \?\? null/,
      'json.webRedirectionURL ?? json.webRedirectionUrl ?? null',
    ],
    facts: ['finpro.decrypt.spelt'],
  },
];
