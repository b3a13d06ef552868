import type { SandboxContext } from '../../context';
import { optionalWord } from './fields';
import type { FinproHandler } from '../serve';
import { FIPS, templatesOf } from '../world';

const DAY_SECONDS = 86_400;

/** The FIPs. */
export const listFips: FinproHandler = async () => ({
  data: { fip_newlist: FIPS.map(({ fipId, fipName, fiTypes }) => ({ fipId, fipName, logoURL: '', FiTypes: fiTypes })) },
});

/** The templates that the organisation may use. */
export function listProducts({ clock }: SandboxContext): FinproHandler {
  return async ({ json, organisation }) => {
    const productId = optionalWord(json, 'productId');
    const templates = templatesOf(organisation.organisationId).filter(
      ({ productCode }) => productId === null || productCode === productId,
    );
    const data = templates.map((template) => ({
      productName: template.productName,
      productCode: template.productCode,
      productDescription: template.productDescription,
      consentFrom: clock.now().toISOString(),
      consentTo: clock.after(template.validityDays * DAY_SECONDS).toISOString(),
      consentMode: template.consentMode,
      fetchType: template.fetchType,
      consentTypes: template.consentTypes,
      fiTypes: template.fiTypes,
      purposeCode: template.purposeCode,
      purposeText: template.purposeText,
    }));
    return { data };
  };
}
