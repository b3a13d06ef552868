import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import fs from 'node:fs/promises';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { DatabaseStart } from '../../database/probes/database-start';
import { PeriodicTask } from '../../database/work/periodic-task';
import { causeOf } from '../../errors';
import { ANY_UUID } from '../../input/bounded-text';
import { ErasuresRepository } from './erasures.repository';
import { ErasuresService } from './erasures.service';

const ROUND_MS = 2_000;
const AT_ONCE = 1_000;
/** Milliseconds by which an erasure may be committed after one with a later time. */
const LATE_MS = 60_000;
/** SQLSTATE: the migration that makes the table has not run. */
const NO_TABLE = '42P01';
const LINE = /^\{"subject_id":"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})","erased_at":"[^"]+"\}$/;
/** The beginning of a line, all that a write left that was interrupted; with the id, if it was written. */
const BEGINNING = '{"subject_id":"';
const CUT_OFF = /^([0-9a-f-]{0,36})(?:"[a-z_":0-9TZ.,-]*)?$/;

/** Where the erased subjects are listed, beside the checkpoints outside the database. */
export const erasureListFile = (checkpointFile: string): string => `${checkpointFile}.erased`;

/**
 * The ids of erased subjects, in a file outside the database and its backups. A backup from before an erasure has the
 * key of that time: before the gateway is ready, all subjects on the list whose key is in the database are erased
 * again. Ids and times are all that the file has. Several processes may write one file; an id may be in it twice.
 */
@Injectable()
export class ErasureList implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ErasureList.name);
  private readonly file: string | null;
  private readonly listed = new Set<string>();
  /** Whether the file ends within a line. */
  private isCutOff = false;
  private upTo = new Date(0);
  private readonly rounds = new PeriodicTask(
    () => this.write(),
    ROUND_MS,
    (error) => this.logger.error({ msg: 'the list of erased subjects could not be written', cause: causeOf(error) }),
  );

  constructor(
    private readonly repository: ErasuresRepository,
    private readonly erasures: ErasuresService,
    private readonly start: DatabaseStart,
    @Inject(CONFIG) { audit: { checkpointFile } }: Config,
  ) {
    this.file = checkpointFile === null ? null : erasureListFile(checkpointFile);
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.file === null) return;
    await this.start.run(() => this.apply());
    this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
    if (this.file !== null) await this.write().catch(() => undefined);
  }

  private async apply(): Promise<void> {
    const text = await this.text();
    this.isCutOff = !text.endsWith('\n') && text !== '';
    for (const [at, line] of text.split('\n').entries()) if (line !== '') this.list(line, at + 1);
    const ids = [...this.listed];
    try {
      for (let at = 0; at < ids.length; at += AT_ONCE) {
        const back = await this.erasures.eraseAgain(ids.slice(at, at + AT_ONCE));
        if (back > 0)
          this.logger.warn({ msg: 'subjects that were erased before came back, and were erased', count: back });
      }
    } catch (error) {
      if (!causeOf(error).includes(NO_TABLE)) throw error;
    }
  }

  /** Throws an error for a line that is none: whom it named would come back unnoticed. */
  private list(line: string, number: number): void {
    const [, subjectId] = LINE.exec(line) ?? [];
    if (subjectId !== undefined) return void this.listed.add(subjectId);
    const cut = line.startsWith(BEGINNING) ? CUT_OFF.exec(line.slice(BEGINNING.length)) : null;
    if (!cut && !BEGINNING.startsWith(line))
      throw new Error(
        `Line ${number} of the list of erased subjects (${this.file!}) cannot be read: restore the file, or remove ` +
          'the line; a person whom only this line names would come back with an old backup.',
      );
    this.logger.warn({ msg: 'a line of the list of erased subjects was cut off', line: number });
    if (cut && ANY_UUID.test(cut[1]!)) this.listed.add(cut[1]!);
  }

  /** Appends what was erased since the last round, and waits until that is durable. */
  private async write(): Promise<void> {
    for (let size = AT_ONCE; size === AT_ONCE;) {
      const erased = await this.repository.since(new Date(this.upTo.getTime() - LATE_MS), AT_ONCE);
      const fresh = erased.filter(({ subject_id: id }) => !this.listed.has(id));
      if (fresh.length > 0) await this.append(fresh.map((one) => `${JSON.stringify(one)}\n`).join(''));
      for (const { subject_id: id } of fresh) this.listed.add(id);
      size = fresh.length === 0 ? 0 : erased.length;
      this.upTo = erased.at(-1)?.erased_at ?? this.upTo;
    }
  }

  private async append(text: string): Promise<void> {
    const file = await fs.open(this.file!, 'a', 0o600);
    try {
      await file.appendFile(this.isCutOff ? `\n${text}` : text);
      this.isCutOff = false;
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  private async text(): Promise<string> {
    return fs.readFile(this.file!, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
  }
}
