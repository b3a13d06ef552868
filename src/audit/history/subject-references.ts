import { Injectable } from '@nestjs/common';

/** The subject that a consumer's reference is about, the newest of several; null: there is none. */
type Finder = (consumerId: string, reference: string) => Promise<string | null>;

/** Finds the subject of a reference that a consumer knows. The module that knows such references registers itself. */
@Injectable()
export class SubjectReferences {
  private finder: Finder = async () => null;

  register(finder: Finder): void {
    this.finder = finder;
  }

  /** `reference`: a customer_id, a consent handle, an accountID, or the id of a journey. */
  find(consumerId: string, reference: string): Promise<string | null> {
    return this.finder(consumerId, reference);
  }
}
