import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CLOCK, type Clock } from '../config/clock';
import { NeedsScope } from '../http/request/caller';
import { Faults } from '../http/errors/faults.decorator';
import { EchoDto, EchoRequestDto } from './dto/echo.dto';

/** 1Money's clients use these operations to test a connection and their signature. 1Money is not called. */
@ApiTags('Credentials')
@Controller('echo')
export class EchoController {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  @Get()
  @NeedsScope('onboarding:read')
  @ApiOperation({ operationId: 'echo', summary: 'Test credentials or a signature', description: 'Says pong.' })
  @ApiOkResponse({ description: 'What came, and when.', type: EchoDto })
  @Faults('/echo', 'unauthorized', 'scope-missing')
  pong(): EchoDto {
    return { message: 'pong', timestamp: this.clock.now().toISOString() };
  }

  @Post()
  @HttpCode(200)
  @NeedsScope('onboarding:read')
  @ApiOperation({
    operationId: 'echoMessage',
    summary: 'Test the signature over a body',
    description: 'Says what was said.',
  })
  @ApiBody({ type: EchoRequestDto })
  @ApiOkResponse({ description: 'What came, and when.', type: EchoDto })
  @Faults('/echo', 'bad-request', 'unauthorized', 'scope-missing', 'too-large', 'unsupported-media-type')
  repeat(@Body() { message }: EchoRequestDto): EchoDto {
    return { message, timestamp: this.clock.now().toISOString() };
  }
}
