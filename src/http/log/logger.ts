import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import { Repeats } from './repeats';
import { standardOutput } from './standard-output';

/** Parts of Nest that log a line for each module and route at startup. */
const FRAMEWORK = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

/** Nest's logger on top of pino: JSON lines. Objects become fields of the line. */
export class JsonLogger implements LoggerService {
  readonly pino: Logger;
  private readonly errors = new Repeats((found) => this.pino.error(found));
  private readonly warnings = new Repeats((found) => this.pino.warn(found));

  constructor(level: string, destination?: DestinationStream) {
    this.pino = pino(
      { level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime },
      destination ?? standardOutput(),
    );
  }

  log(message: unknown, context?: string): void {
    this.pino[context && FRAMEWORK.has(context) ? 'debug' : 'info'](line(message, context));
  }

  error(message: unknown, stack?: string, context?: string): void {
    this.errors.tell({ ...line(message, context), stack });
  }

  warn(message: unknown, context?: string): void {
    this.warnings.tell(line(message, context));
  }

  debug(message: unknown, context?: string): void {
    this.pino.debug(line(message, context));
  }

  verbose(message: unknown, context?: string): void {
    this.pino.trace(line(message, context));
  }
}

const line = (message: unknown, context?: string): object =>
  typeof message === 'object' && message !== null ? message : { msg: String(message), context };
