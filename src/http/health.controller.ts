import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from './caller';
import { HealthDto } from './dto/health.dto';
import { type Probe, PROBES } from './health';

@Public()
@ApiTags('Operation')
@Controller('health')
export class HealthController {
  constructor(@Inject(PROBES) private readonly probes: readonly Probe[]) {}

  @Get('live')
  @ApiOperation({ operationId: 'getLiveness', summary: 'Is the process alive?', description: 'It answers: that is all this asks.' })
  @ApiOkResponse({ type: HealthDto, example: { status: 'ok' } })
  live(): HealthDto {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ operationId: 'getReadiness', summary: 'May requests come?', description: 'The database answers, and its schema is up to date.' })
  @ApiOkResponse({ type: HealthDto, example: { status: 'ok', parts: { database: 'ok' } } })
  @ApiServiceUnavailableResponse({ type: HealthDto, description: 'A part does not work', example: { status: 'unavailable', parts: { database: 'unavailable' } } })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthDto> {
    const states = await Promise.all(this.probes.map(async ({ name, check }) => [name, await outcome(check)] as const));
    const isReady = states.every(([, state]) => state === 'ok');
    if (!isReady) void reply.status(503).header('Retry-After', '1');
    return { status: isReady ? 'ok' : 'unavailable', parts: Object.fromEntries(states) };
  }
}

const outcome = async (check: () => Promise<void>): Promise<'ok' | 'unavailable'> => {
  try {
    await check();
    return 'ok';
  } catch {
    return 'unavailable';
  }
};
