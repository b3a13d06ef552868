import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

@Entity('consumers')
export class Consumer {
  @PrimaryColumn('text', { name: 'client_id' })
  clientId: string;

  @Column('text', { name: 'secret_hash' })
  secretHash: string;

  @Column('text', { array: true })
  scopes: string[];

  @Column('text', { name: 'redirect_origins', array: true })
  redirectOrigins: string[];

  @Column('boolean', { name: 'is_enabled' })
  isEnabled: boolean;
}

@Entity('audit_events')
export class AuditEvent {
  @PrimaryColumn('uuid')
  id: string;

  @CreateDateColumn({ name: 'occurred_at', type: 'timestamptz' })
  occurredAt: Date;

  @Column('uuid', { name: 'request_id' })
  requestId: string;

  @Column('text')
  consumer: string;

  @Column('text')
  action: string;

  @Column('text')
  phase: 'INTENT' | 'OUTCOME';

  @Column('text', { nullable: true })
  result: 'SUCCEEDED' | 'FAILED' | null;

  @Column('int', { name: 'http_status', nullable: true })
  httpStatus: number | null;

  @Column('text', { name: 'payload_sha256' })
  payloadSha256: string;

  @Column('jsonb')
  detail: Record<string, unknown>;
}

@Entity('onboarding_grants')
export class OnboardingGrant {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  consumer: string;

  @Column('text', { name: 'customer_id' })
  customerId: string;

  @Column('text', { name: 'token_hash' })
  tokenHash: string;

  @Column('text', { name: 'redirect_url', nullable: true })
  redirectUrl: string | null;

  @Column('text', { nullable: true })
  locale: string | null;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}
