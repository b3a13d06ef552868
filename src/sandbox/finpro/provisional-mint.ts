import { randomUUID } from 'node:crypto';
import type { SandboxContext } from '../context';
import { dateForm, encrypt, fiOf } from './ecreq';
import type { LinkMint, LinkRequest } from './link-mint';
import { FIU_ID, SHARED_SECRET } from './organisations';

/** Links that open no page yet. */
export class ProvisionalMint implements LinkMint {
  constructor(private readonly context: SandboxContext) {}

  async mint({ consentHandles, vua, redirectUrl, fipIds, pan }: LinkRequest): Promise<string> {
    const reqdate = dateForm(this.context.clock.now());
    const text = new URLSearchParams({ txnid: randomUUID(), sessionid: randomUUID(), userid: vua, redirect: redirectUrl, srcref: consentHandles.join(','), ...(fipIds ? { fipid: fipIds.join(',') } : {}), ...(pan ? { pan } : {}) });
    const query = new URLSearchParams({ ecreq: await encrypt(text.toString(), SHARED_SECRET, reqdate), reqdate, fi: fiOf(FIU_ID, reqdate) });
    return `${this.context.publicUrl}/aa/v2/?${query}`;
  }
}
