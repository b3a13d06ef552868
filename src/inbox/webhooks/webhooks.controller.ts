import { applyDecorators, Controller, Inject, Param, Post, Req, Res, type Type } from '@nestjs/common';
import {
  ApiBody,
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DEFAULT_ACCOUNT } from '../../config/vendor';
import { Fault } from '../../errors';
import { Public } from '../../http/request/caller';
import { Faults } from '../../http/errors/faults.decorator';
import { ProblemDto } from '../../http/errors/problem.dto';
import { problemOf } from '../../http/errors/problem';
import type { VendorProfile } from '../../vendors/vendor-profile';
import { NOT_SIGNED, WebhooksService } from './webhooks.service';

const SIGNATURE = {
  name: 'X-Webhook-Signature',
  required: true,
  schema: { type: 'string' as const, example: '58a2d4f5b7c0e1936c8d7a4e9b2f1c3d5e6f708192a3b4c5d6e7f8091a2b3c4d' },
  description:
    'HMAC-SHA256 over the raw body, as the vendor makes it; its name, encoding and what it covers can be configured.',
};
const TIMESTAMP = {
  name: 'X-Webhook-Timestamp',
  required: true,
  schema: { type: 'string' as const, example: '1768469400' },
  description: 'Unix time in seconds, covered by the signature; five minutes either way.',
};
const BODY = {
  required: false,
  description:
    'Whatever the vendor signs, a JSON object as a rule. Nothing in it is believed: it only makes Portico ask. ' +
    'What cannot be understood, or is no JSON, is kept and answered 200 as well, since the vendor would only ' +
    'send the same again.',
  schema: {},
};

const EXAMPLE_REQUEST_ID = '019abf6e-21c4-7a35-9b1e-3c0f6f0f2a11';
const refusal = (vendor: string, path: string) => ({
  description: `Not signed by ${vendor}, or not now.`,
  headers: {
    'WWW-Authenticate': { description: 'Which header the signature stands in.', schema: { type: 'string' as const } },
  },
  content: {
    'application/problem+json': {
      schema: { $ref: getSchemaPath(ProblemDto) },
      example: problemOf(new Fault('unauthorized', NOT_SIGNED), path, EXAMPLE_REQUEST_ID),
    },
  },
});

/** The addresses to which a vendor sends its webhooks: POST `/webhooks/<path>` and `/webhooks/<path>/<account>`. */
export function webhooksControllerOf(vendor: VendorProfile): Type {
  const { path, document } = vendor.webhooks;

  @Public()
  @ApiExtraModels(ProblemDto)
  @ApiTags('Webhooks from vendors')
  @Controller('webhooks')
  class WebhooksController {
    constructor(@Inject(WebhooksService) readonly webhooks: WebhooksService) {}

    @Post(path)
    @ApiOperation({
      operationId: document.operationId,
      summary: `${document.title} tells that something happened`,
      description:
        `For ${document.about}. Checked on the raw bytes, stored, answered, and applied afterwards by reading ` +
        `${document.reads}. The same event again is answered 200 and changes nothing.`,
    })
    @ApiHeader(SIGNATURE)
    @(document.isTimed ? ApiHeader(TIMESTAMP) : applyDecorators())
    @ApiBody({ ...BODY, examples: { event: { summary: 'Something happened', value: document.example } } })
    @ApiResponse({ status: 200, description: 'Stored, or known already. No body.' })
    @ApiResponse({ status: 401, ...refusal(document.title, `/webhooks/${path}`) })
    async receive(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
      await this.take(DEFAULT_ACCOUNT, request, reply);
    }

    @Post(`${path}/:account`)
    @ApiOperation({
      operationId: document.accountOperationId,
      summary: `${document.title} tells that something happened in a further account`,
      description:
        `As ${document.operationId}, for the account of the address: judged with that account's secret, and applied ` +
        'to the journeys of that account only.',
    })
    @ApiParam({
      name: 'account',
      description: 'A name in VENDOR_ACCOUNTS.',
      schema: { type: 'string', example: 'other' },
    })
    @ApiHeader(SIGNATURE)
    @(document.isTimed ? ApiHeader(TIMESTAMP) : applyDecorators())
    @ApiBody({ ...BODY, examples: { event: { summary: 'Something happened', value: document.example } } })
    @ApiResponse({ status: 200, description: 'Stored, or known already. No body.' })
    @ApiResponse({ status: 401, ...refusal(document.title, `/webhooks/${path}/other`) })
    @Faults(`/webhooks/${path}/other`, 'not-found')
    async receiveOfAccount(
      @Param('account') account: string,
      @Req() request: FastifyRequest,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      if (account === DEFAULT_ACCOUNT) throw new Fault('not-found');
      await this.take(account, request, reply);
    }

    private async take(account: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      await this.webhooks.receive(vendor, account, { requestId: request.id, headers: request.headers, body });
      await reply.status(200).send();
    }
  }
  return WebhooksController;
}
