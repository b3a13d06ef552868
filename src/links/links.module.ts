import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SEARCHES } from '../search/searches';
import { ClickService } from './click/click.service';
import { ClicksRepository } from './click/clicks.repository';
import { DurableLink } from './durable-link.entity';
import { LinkClick } from './click/link-click.entity';
import { LinkKinds } from './link-kinds';
import { LinkPageController } from './click/link-page.controller';
import { LinkVisitService } from './click/link-visit.service';
import { LinksController } from './links.controller';
import { LinksRepository } from './links.repository';
import { LinksService } from './links.service';

/** Durable links: the journeys register where they lead. */
@Module({
  imports: [TypeOrmModule.forFeature([DurableLink, LinkClick]), TypeOrmModule.forFeature([DurableLink], SEARCHES)],
  controllers: [LinksController, LinkPageController],
  providers: [LinksService, LinkVisitService, ClickService, LinkKinds, LinksRepository, ClicksRepository],
  exports: [LinksService, LinkKinds],
})
export class LinksModule {}
