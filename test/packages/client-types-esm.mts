// Compiled as an ES module: the same types by the other way in.
import { Portico, type PorticoOptions } from '@portico/client';

export const typedAsModule = (options: PorticoOptions): Promise<unknown> => {
  const portico = new Portico(options);
  // @ts-expect-error a field that the operation does not have
  void portico.grants.create({ customer: 'id' });
  return portico.grants.create({ customer_id: 'id' });
};
