import { Injectable } from '@nestjs/common';
import { Committer } from '../database/committer';
import { WriteRefused } from '../database/failure';
import { together } from '../database/write';
import { DESTROY_REFUSED, SubjectKeys } from '../privacy/subject-keys';
import { AuditService, type Originator } from './audit.service';

/** Erases persons and companies: their key goes, and that it went stays in the log. */
@Injectable()
export class ErasureService {
  constructor(
    private readonly subjectKeys: SubjectKeys,
    private readonly audit: AuditService,
    private readonly committer: Committer,
  ) {}

  /** Destroys the subject's key and records it, in one commit. False when there was nothing left to erase. */
  async erase(originator: Originator, subjectId: string): Promise<boolean> {
    const event = this.audit.event(originator, { action: 'privacy.subject.erase', subject: subjectId, detail: {} }, 'SUCCEEDED');
    try {
      await this.committer.commit(together(this.subjectKeys.destroy(subjectId), event));
      return true;
    } catch (error) {
      if (error instanceof WriteRefused && error.reason === DESTROY_REFUSED) return false;
      throw error;
    }
  }
}
