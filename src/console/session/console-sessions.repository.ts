import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { reading } from '../../database/failure';
import { insertOf } from '../../database/statements/insert-of';
import { updateOf } from '../../database/statements/update-of';
import { Statement, write, type Write } from '../../database/write';
import { ConsoleSession } from './console-session.entity';

const BEGIN = insertOf(ConsoleSession, 'console.begin');

/** Refused (no row) when the session has ended meanwhile. */
const USE = updateOf<ConsoleSession, Pick<ConsoleSession, 'sessionHash' | 'lastUsedAt'>>(
  ConsoleSession,
  'console.use',
  { by: ['sessionHash'], set: { lastUsedAt: 'r."lastUsedAt"' } },
);

/** Refused (no row) when it has ended before. */
const END = new Statement<Pick<ConsoleSession, 'sessionHash'>>({
  name: 'console.end',
  target: ({ sessionHash }) => sessionHash.toString('hex'),
  text: `
    DELETE FROM portico.console_sessions AS s USING $rows AS r("sessionHash" bytea)
    WHERE s.session_hash = r."sessionHash"
    RETURNING 1`,
});

@Injectable()
export class ConsoleSessionsRepository {
  constructor(@InjectRepository(ConsoleSession) private readonly sessions: Repository<ConsoleSession>) {}

  async find(sessionHash: Buffer): Promise<ConsoleSession | null> {
    return reading(() => this.sessions.findOneBy({ sessionHash }));
  }

  begin(session: ConsoleSession): Write<void> {
    return write(BEGIN, session, undefined);
  }

  use(sessionHash: Buffer, lastUsedAt: Date): Write<void> {
    return write(USE, { sessionHash, lastUsedAt }, undefined);
  }

  end(sessionHash: Buffer): Write<void> {
    return write(END, { sessionHash }, undefined);
  }

  /** Whether the error is that the session has ended. */
  isOver(error: unknown): boolean {
    return USE.refused(error) || END.refused(error);
  }
}
