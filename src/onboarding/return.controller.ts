import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Fault } from '../errors';
import { Public } from '../http/caller';
import { HTML, messagePage, PAGE_POLICY } from '../http/page';
import { type Arrival, ReturnService } from './return.service';
import { withQuery } from './with-query';

/** Browsers and mail scanners that fetch ahead say so. */
const isPrefetch = ({ headers }: FastifyRequest): boolean => /prefetch|preview|prerender/i.test([headers.purpose, headers['sec-purpose'], headers['x-purpose'], headers['x-moz']].join(' '));

const htmlResponse = (description: string): { description: string; content: Record<string, { schema: { type: 'string' } }> } => ({ description, content: { 'text/html': { schema: { type: 'string' } } } });

/** Where 1Money sends the browser back to. */
@Public()
@ApiTags('Onboarding')
@Controller('return/onboarding')
export class ReturnController {
  constructor(private readonly returns: ReturnService) {}

  @Get()
  @ApiOperation({ operationId: 'returnFromOnboarding', summary: 'The browser comes back from 1Money', description: 'For browsers. Works once: reads the KYB status at 1Money, then sends the browser on to the redirect_url of the grant with customer_id and status.' })
  @ApiQuery({ name: 'state', required: true, schema: { type: 'string' }, description: 'One-time, made by Portico for the grant.' })
  @ApiResponse({ status: 200, ...htmlResponse('The grant had no redirect_url; or the browser only fetched ahead, and nothing happened.') })
  @ApiResponse({ status: 303, description: 'On to the redirect_url of the grant, with customer_id and status.', headers: { Location: { schema: { type: 'string', format: 'uri' } } } })
  @ApiResponse({ status: 404, ...htmlResponse('There is no such return address.') })
  @ApiResponse({ status: 410, ...htmlResponse('The browser came back through this address before.') })
  @ApiResponse({ status: 503, ...htmlResponse('The database cannot commit; the address still works.') })
  async arrive(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (isPrefetch(request)) return show(reply, 200, 'Nearly there', 'Open this page to go on.');
    try {
      const { state } = request.query as { state?: unknown };
      await go(reply, await this.returns.arrive(request.id, state));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      if (error.retryAfterSeconds !== undefined) void reply.header('Retry-After', String(error.retryAfterSeconds));
      await show(reply, error.kind.status, error.kind.title, `${error.detail} ${error.nextAction}`);
    }
  }
}

async function go(reply: FastifyReply, { customer, redirectUrl }: Arrival): Promise<void> {
  if (redirectUrl === null) return show(reply, 200, 'Thank you', 'You can close this page and go on where you came from.');
  const outcome = { customer_id: customer.customerId, status: customer.status };
  await reply.status(303).header('Location', withQuery(redirectUrl, outcome)).send();
}

async function show(reply: FastifyReply, status: number, title: string, text: string): Promise<void> {
  await reply.status(status).header('Content-Type', HTML).header('Content-Security-Policy', PAGE_POLICY).send(messagePage(title, text));
}
