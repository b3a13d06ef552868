import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../../http/request/caller';
import { ReturnSignaturesService } from './return-signatures.service';
import { ReturnKeysDto } from './return-keys.dto';

/** With which keys the returns of browsers are verified. */
@Public()
@ApiTags('Operation')
@Controller('.well-known')
export class ReturnKeysController {
  constructor(private readonly signatures: ReturnSignaturesService) {}

  @Get('jwks.json')
  @Header('Cache-Control', 'public, max-age=300')
  @ApiOperation({
    operationId: 'getReturnKeys',
    summary: 'The public keys of signed returns',
    description:
      'A JSON Web Key Set (RFC 7517) with the Ed25519 keys that sign the return of a browser to your page. May be ' +
      'kept for five minutes; read it again when a return names another portico_kid.',
  })
  @ApiOkResponse({ description: 'The keys; the one that signs now comes first.', type: ReturnKeysDto })
  get(): ReturnKeysDto {
    return { keys: [...this.signatures.keys] };
  }
}
