import { ApiProperty } from '@nestjs/swagger';
import type { InspectedLink } from '../links.service';
import { clicksLeft, LINK_STATES, type LinkState, linkStateOf } from '../link-state';

/** A durable link as its consumer sees it. Its URL is shown once, when it is issued. */
export class DurableLinkDto {
  @ApiProperty({ format: 'uuid', example: '01890a5d-ac96-774b-bcce-b302099a8057' })
  link_id: string;

  @ApiProperty({ description: 'The journey that it leads into.', example: 'onboarding' })
  kind: string;

  @ApiProperty({
    description: "The vendor's id: customer_id, or consent handle.",
    example: '0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10',
  })
  reference: string;

  @ApiProperty({
    enum: Object.keys(LINK_STATES),
    description: `What a person who opens it finds. ${Object.entries(LINK_STATES)
      .map(([state, text]) => `${state}: ${text}`)
      .join(' ')}`,
    example: 'OPEN',
  })
  state: LinkState;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T09:30:10.000Z' })
  issued_at: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-22T09:30:10.000Z' })
  expires_at: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  revoked_at: string | null;

  @ApiProperty({ description: 'How often a person pressed its button.', example: 1 })
  clicks: number;

  @ApiProperty({ description: 'Clicks that may still lead on today.', example: 19 })
  clicks_left_today: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-01-15T11:42:07.000Z' })
  last_clicked_at: string | null;

  /** `most`: clicks that lead on in a day. */
  static from({ link, standing }: InspectedLink, most: number, now: Date): DurableLinkDto {
    return {
      link_id: link.linkId,
      kind: link.kind,
      reference: link.reference,
      state: linkStateOf(link, standing, most, now),
      issued_at: link.issuedAt.toISOString(),
      expires_at: link.expiresAt.toISOString(),
      revoked_at: link.revokedAt?.toISOString() ?? null,
      clicks: link.clicks,
      clicks_left_today: clicksLeft(link, most, now),
      last_clicked_at: link.lastClickedAt?.toISOString() ?? null,
    };
  }
}

/** Durable links, newest first. */
export class DurableLinkListDto {
  links: DurableLinkDto[];

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Send it as before to read on; null at the end.',
    example: null,
  })
  next_before: string | null;
}
