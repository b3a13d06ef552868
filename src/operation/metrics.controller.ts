import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../http/request/caller';
import { type Instrument, Metrics, READINGS } from './metrics';

/** For Prometheus. It reveals no ids, but it does reveal the load: do not expose it to the outside. */
@Public()
@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    @Inject(READINGS) instruments: readonly Instrument[],
  ) {
    metrics.register(instruments);
  }

  @Get()
  async show(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.header('Content-Type', this.metrics.contentType);
    return this.metrics.text();
  }
}
