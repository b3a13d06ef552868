import type { SandboxContext } from '../../context';
import { dateForm, encrypt, fiOf } from './ecreq';
import type { SandboxLink } from './links.store';
import { AA_ID, SHARED_SECRET } from '../organisations';
import { answerText, type ReturnCode, withParameters } from './redirection';

/** The return address of the application, with `ecres`, `resdate` and `fi` after its own parameters. */
export async function returnAddress({ clock }: SandboxContext, link: SandboxLink, code: ReturnCode): Promise<string> {
  const resdate = dateForm(clock.now());
  const answer = answerText(
    {
      txnid: link.txnid,
      sessionid: link.session_id,
      userid: link.vua,
      srcref: link.consent_handles,
      redirect: link.redirect_url,
    },
    code,
  );
  return withParameters(link.redirect_url, {
    ecres: await encrypt(answer, SHARED_SECRET, resdate),
    resdate,
    fi: fiOf(AA_ID, resdate),
  });
}
