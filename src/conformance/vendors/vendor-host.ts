import { trimSlash } from '../../config/trim-slash';
import { type VendorResponse, exchange, type Sent } from '../exchange';
import { patiently } from '../patience';

/** Where a vendor is: an origin, and the prefix of every path. */
export class VendorHost {
  /** Empty for most; without a slash at its end. */
  readonly prefix: string;
  private readonly origin: string;

  /** `isPatient`: waits when it is told that there were too many requests. */
  constructor(
    url: string,
    private readonly isPatient: boolean,
  ) {
    const { origin, pathname } = new URL(url);
    this.origin = origin;
    this.prefix = trimSlash(pathname);
  }

  /** `made` is called before each attempt, since a signature contains its time. */
  async send(made: () => Sent): Promise<VendorResponse> {
    const once = (): Promise<VendorResponse> => exchange(this.origin, made());
    return this.isPatient ? patiently(once) : once();
  }
}
