import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EventsModule } from '../events/events.module';
import { JourneyRegistryModule } from '../journey-registry/journey-registry.module';
import { SEARCHES } from '../search/searches';
import { ClickRecordsService } from './click/click-records.service';
import { ClickService } from './click/click.service';
import { ClicksRepository } from './click/clicks.repository';
import { DurableLink } from './durable-link.entity';
import { LinkClick } from './click/link-click.entity';
import { LinkJourneys } from './link-journeys';
import { LinkPageController } from './click/link-page.controller';
import { LinkVisitService } from './click/link-visit.service';
import { LinksController } from './links.controller';
import { LinksRepository } from './links.repository';
import { LinksService } from './links.service';
import { OperatorLinksService } from './operator-links.service';

/** Durable links; each leads to a journey. */
@Module({
  imports: [
    TypeOrmModule.forFeature([DurableLink, LinkClick]),
    TypeOrmModule.forFeature([DurableLink], SEARCHES),
    JourneyRegistryModule,
    EventsModule,
  ],
  controllers: [LinksController, LinkPageController],
  providers: [
    LinksService,
    OperatorLinksService,
    LinkVisitService,
    ClickService,
    ClickRecordsService,
    LinkJourneys,
    LinksRepository,
    ClicksRepository,
  ],
  exports: [LinksService, OperatorLinksService],
})
export class LinksModule {}
