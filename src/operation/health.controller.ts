import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../http/caller';
import { Door } from '../http/door';
import { type Health, HealthDto } from './dto/health.dto';
import { type Probe, PROBES } from './health';

@Public()
@ApiTags('Operation')
@Controller('health')
export class HealthController {
  constructor(
    @Inject(PROBES) private readonly probes: readonly Probe[],
    private readonly door: Door,
  ) {}

  @Get('live')
  @ApiOperation({ operationId: 'getLiveness', summary: 'Is the process alive?', description: 'It answers: that is all this asks.' })
  @ApiOkResponse({ type: HealthDto, example: { status: 'ok' } })
  live(): HealthDto {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ operationId: 'getReadiness', summary: 'May requests come?', description: 'The database answers, its schema is up to date, and the gateway is not on its way out. A vendor that is down makes it degraded, not unready.' })
  @ApiOkResponse({ type: HealthDto, example: { status: 'ok', parts: { database: 'ok', migrations: 'ok', 'audit-proofs': 'ok', 'one-money': 'ok', finpro: 'ok' } } })
  @ApiServiceUnavailableResponse({ type: HealthDto, description: 'A part does not work', example: { status: 'unavailable', parts: { database: 'unavailable', migrations: 'unavailable', 'audit-proofs': 'degraded', 'one-money': 'ok', finpro: 'ok' } } })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthDto> {
    const probes = this.door.closing ? [LEAVING, ...this.probes] : this.probes;
    const parts = Object.fromEntries(await Promise.all(probes.map(async ({ name, check }) => [name, await health(check)] as const)));
    const status = WORST_FIRST.find((one) => Object.values(parts).includes(one)) ?? 'ok';
    if (status === 'unavailable') void reply.status(503).header('Retry-After', '1');
    return { status, parts };
  }
}

const WORST_FIRST: readonly Health[] = ['unavailable', 'degraded'];

/** SIGTERM has come: load balancers should look elsewhere. */
const LEAVING: Probe = { name: 'process', check: () => Promise.reject(new Error('closing')) };

const health = async (check: Probe['check']): Promise<Health> => {
  try {
    return (await check()) ?? 'ok';
  } catch {
    return 'unavailable';
  }
};
