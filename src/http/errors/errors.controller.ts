import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { FAULTS, type FaultName } from '../../errors';
import { Public } from '../request/caller';
import { DEFAULT_WORDS } from '../../words/words';
import { OTHER_WORDS } from './envelope';
import { HTML, PAGE_POLICY, termsPage } from '../pages/page';

/** The page that the `type` of a problem refers to, and where the terms of other envelopes are explained. */
@Public()
@ApiExcludeController()
@Controller('errors')
export class ErrorsController {
  constructor(@Inject(OTHER_WORDS) private readonly otherWords: (name: FaultName) => string) {}

  @Get()
  @Header('Content-Type', HTML)
  @Header('Content-Security-Policy', PAGE_POLICY)
  show(): string {
    return termsPage(
      DEFAULT_WORDS,
      'Errors of Portico',
      (Object.keys(FAULTS) as FaultName[]).map((id) => {
        const { status, title, detail, nextAction } = FAULTS[id];
        return { id, term: `${status} ${title} (${id})`, text: `${detail} ${nextAction} ${this.otherWords(id)}` };
      }),
    );
  }
}
