import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { FAULTS } from '../errors';
import { Public } from './caller';
import { HTML, PAGE_POLICY, termsPage } from './page';

/** Where the `type` of a problem leads. */
@Public()
@ApiExcludeController()
@Controller('errors')
export class ErrorsController {
  @Get()
  @Header('Content-Type', HTML)
  @Header('Content-Security-Policy', PAGE_POLICY)
  show(): string {
    return termsPage(
      'Errors of Portico',
      Object.entries(FAULTS).map(([id, { status, title, detail, nextAction }]) => ({ id, term: `${status} ${title} (${id})`, text: `${detail} ${nextAction}` })),
    );
  }
}
