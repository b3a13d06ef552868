import { Injectable } from '@nestjs/common';
import { atMostEvery } from '../operation/at-most-every';
import { InboxFiguresRepository } from './inbox-figures.repository';

export type { InboxFigures } from './inbox-figures.repository';

/** The figures of the inbox for metrics: one query, however many instruments are read at once. */
@Injectable()
export class InboxFiguresService {
  constructor(private readonly repository: InboxFiguresRepository) {}

  readonly read = atMostEvery(0, () => this.repository.read());
}
