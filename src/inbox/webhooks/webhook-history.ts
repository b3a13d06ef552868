import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { reading } from '../../database/failure';
import { Webhook } from './webhook.entity';
import type { Vendor } from '../../config/vendor';

/** The part of a webhook that is shown. */
export type ReceivedWebhook = Pick<Webhook, 'receivedAt' | 'event' | 'state' | 'duplicates'>;

/** A journey, as webhooks name it. */
export interface TracedJourney {
  readonly vendor: Vendor;
  readonly vendorAccount: string;
  /** The vendor's id. */
  readonly reference: string;
}

/** Reads which webhooks were received for one journey. */
@Injectable()
export class WebhookHistory {
  constructor(@InjectRepository(Webhook) private readonly webhooks: Repository<Webhook>) {}

  /** The newest `most` webhooks, newest first. */
  async of({ vendor, vendorAccount, reference }: TracedJourney, most: number): Promise<ReceivedWebhook[]> {
    return reading(() =>
      this.webhooks.find({
        select: { webhookId: true, receivedAt: true, event: true, state: true, duplicates: true },
        where: { vendor, vendorAccount, subjectRef: reference },
        order: { webhookId: 'DESC' },
        take: most,
      }),
    );
  }
}
