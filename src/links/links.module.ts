import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SEARCHES } from '../search/searches';
import { ClickService } from './click.service';
import { ClicksRepository } from './clicks.repository';
import { DurableLink } from './entities/durable-link.entity';
import { LinkClick } from './entities/link-click.entity';
import { LinkKinds } from './link-kinds';
import { LinkPageController } from './link-page.controller';
import { LinkVisitService } from './link-visit.service';
import { LinksController } from './links.controller';
import { LinksRepository } from './links.repository';
import { LinksService } from './links.service';

/** Durable links: the journeys register what they lead to. */
@Module({
  imports: [TypeOrmModule.forFeature([DurableLink, LinkClick]), TypeOrmModule.forFeature([DurableLink], SEARCHES)],
  controllers: [LinksController, LinkPageController],
  providers: [LinksService, LinkVisitService, ClickService, LinkKinds, LinksRepository, ClicksRepository],
  exports: [LinksService, LinkKinds],
})
export class LinksModule {}
