import { Controller, Get, Head, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiExcludeEndpoint,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { Fault } from '../../errors';
import { Public } from '../../http/request/caller';
import { logoTypeOf } from '../../http/pages/logo';
import { HTML } from '../../http/pages/page';
import { PAGE_STYLE_SOURCE } from '../../http/pages/page-style';
import { newOneTimeToken } from '../../privacy/one-time-token';
import { type Words, wordsFor } from '../../words/words';
import type { Display } from './display';
import { faultPage, type LinkPage, linkPage, strayPage } from './link-pages';
import { LinkVisitService, type Visit } from './link-visit.service';
import { isOwnForm, nonceOf } from './posted-click';

const TOKEN = {
  name: 'token',
  description: 'The secret of the link.',
  schema: { type: 'string' as const, example: 'rJ0m3cQXo9m6q0n8H1s2u4w6y8A0C2E4G6I8K0M2O4Q' },
};
const page = (
  description: string,
): { description: string; content: Record<string, { schema: { type: 'string' } }> } => ({
  description,
  content: { 'text/html': { schema: { type: 'string' } } },
});

/** The page of a durable link: it does nothing by itself, and has one button for a person. */
@Public()
@ApiTags('Links')
@Controller('l')
export class LinkPageController {
  constructor(
    private readonly visits: LinkVisitService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Head(':token')
  @ApiOperation({
    operationId: 'probeDurableLink',
    summary: 'Probe a durable link',
    description: 'As openDurableLink, without the page.',
  })
  @ApiParam(TOKEN)
  @ApiResponse({ status: 200, description: 'The link leads to a page.' })
  @ApiResponse({ status: 404, description: 'There is no such link.' })
  @ApiResponse({
    status: 410,
    description: "The link has expired or was revoked, the person's data was erased, or the consumer was disabled.",
  })
  @ApiResponse({ status: 429, description: 'The link was opened too often today.' })
  @ApiResponse({ status: 503, description: 'The database cannot be reached.' })
  probe(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.show(token, request, reply);
  }

  @Get(':token')
  @ApiOperation({
    operationId: 'openDurableLink',
    summary: 'Open a durable link',
    description:
      'For browsers. Shows a page with one button, or how the journey stands, and has no effect: mail scanners ' +
      'and previews may fetch it as often as they like.',
  })
  @ApiParam(TOKEN)
  @ApiResponse({ status: 200, ...page('The button that leads to the vendor; or how the journey stands.') })
  @ApiResponse({ status: 404, ...page('There is no such link.') })
  @ApiResponse({
    status: 410,
    ...page("The link has expired or was revoked, the person's data was erased, or the consumer was disabled."),
  })
  @ApiResponse({ status: 429, ...page('The link was opened too often today.') })
  @ApiResponse({ status: 503, ...page('The database cannot be reached.') })
  async show(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.answer(request, reply, async () => linkPage(display(request, token, await this.visits.check(token))));
  }

  @Get(':token/logo')
  @ApiExcludeEndpoint()
  async logo(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    const logo = await this.visits.logo(token);
    const type = logo && logoTypeOf(logo);
    if (!type) throw new Fault('not-found', { detail: 'The sender of this link has no logo.' });
    await reply.header('Content-Type', type).header('Cache-Control', 'private, max-age=3600').send(logo);
  }

  @Post(':token')
  @HttpCode(303)
  @ApiOperation({
    operationId: 'followDurableLink',
    summary: 'Press the button of a durable link',
    description:
      "For browsers: the form of the page. Mints the vendor's one-time link at this moment and sends the browser " +
      'there. A second press within a double click belongs to the first; any other click mints a fresh link, so ' +
      'that an expired or used one is no dead end.',
  })
  @ApiParam(TOKEN)
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiBody({
    required: false,
    schema: {
      type: 'object',
      additionalProperties: true,
      properties: {
        click: {
          type: 'string',
          description:
            'Of the page on which the button was pressed; without it, or with another value, it is no click, and ' +
            'the page is shown again (200).',
        },
      },
    },
  })
  @ApiResponse({
    status: 200,
    ...page(
      'How the journey stands now; or, to a request that a later one of the same click has overtaken, the page with ' +
        'the button again.',
    ),
  })
  @ApiResponse({
    status: 303,
    description: "On to the vendor's page.",
    headers: { Location: { schema: { type: 'string', format: 'uri' } } },
  })
  @ApiResponse({ status: 404, ...page('There is no such link.') })
  @ApiResponse({
    status: 409,
    ...page(
      'The vendor refused: that it cannot be opened now, and whom to turn to. There is no button, since trying ' +
        'again would not help.',
    ),
  })
  @ApiResponse({
    status: 410,
    ...page("The link has expired or was revoked, the person's data was erased, or the consumer was disabled."),
  })
  @ApiResponse({ status: 429, ...page('The link was opened too often today.') })
  @ApiResponse({ status: 502, ...page('The vendor failed; the button can be pressed again.') })
  @ApiResponse({
    status: 503,
    ...page('The vendor or the database is out of reach; the button can be pressed again.'),
  })
  @ApiResponse({ status: 504, ...page('The vendor was too slow; the button can be pressed again.') })
  async follow(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answer(request, reply, async () => {
      const nonce = isOwnForm(request.headers, this.config.publicBaseUrl) ? nonceOf(request.body) : null;
      const found = await this.visits.follow(token, nonce, request.id);
      if ('url' in found) return found.url;
      const shown = display(request, token, found);
      if (found.fault === null || found.state !== 'OPEN') return linkPage(shown);
      if (found.fault.retryAfterSeconds !== undefined)
        void reply.header('Retry-After', String(found.fault.retryAfterSeconds));
      return faultPage(found.fault, shown);
    });
  }

  /** Sends a page, or the browser on to a URL. */
  private async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    find: () => Promise<LinkPage | string>,
  ): Promise<void> {
    const found = await find().catch((error: unknown) => {
      if (error instanceof Fault) return strayPage(wordsOf(request, null), error.kind.status);
      throw error;
    });
    if (typeof found === 'string') return void (await reply.status(303).header('Location', found).send());
    if (found.status === 503 && !reply.hasHeader('Retry-After')) void reply.header('Retry-After', '1');
    await reply
      .status(found.status)
      .header('Content-Type', HTML)
      .header('Content-Language', found.words.lang)
      .header('Content-Security-Policy', this.policy)
      .header('Referrer-Policy', 'same-origin')
      .header('X-Robots-Tag', 'noindex, nofollow')
      .send(found.html);
  }

  /** Browsers check the redirect after a form, and the vendor's redirects that follow it, against form-action. */
  private get policy(): string {
    const insecure = this.config.mode === 'sandbox' ? ' http:' : '';
    return (
      `default-src 'none'; style-src ${PAGE_STYLE_SOURCE}; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; ` +
      `form-action 'self' https:${insecure}`
    );
  }
}

const wordsOf = ({ headers }: FastifyRequest, locale: string | null): Words =>
  wordsFor(locale, headers['accept-language']);

const display = (request: FastifyRequest, token: string, visit: Visit): Display => ({
  ...visit,
  words: wordsOf(request, visit.standing.locale),
  token,
  nonce: newOneTimeToken().token,
});
