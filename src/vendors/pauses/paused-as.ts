/** The key of a pause, from the columns `vendor` and `vendor_account` of a row with this alias: as accountLabel(). */
export const pausedAs = (alias: string): string =>
  `CASE ${alias}.vendor_account WHEN 'default' THEN ${alias}.vendor ` +
  `ELSE ${alias}.vendor || '/' || ${alias}.vendor_account END`;
