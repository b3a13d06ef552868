const { table } = require('./table.cjs');

const rows = (inputs) =>
  table(
    ['Input', 'What happens', 'What Portico answers'],
    inputs.map(({ input, happens, answer }) => [`\`${input}\``, happens, answer]),
  );

/** docs/testing.md with the tables of the sandbox's magic inputs in their places. */
exports.withMagicInputs = (text, { MAGIC_EMAILS, MAGIC_MOBILES }) =>
  Object.entries({ 'magic e-mails': MAGIC_EMAILS, 'magic mobiles': MAGIC_MOBILES }).reduce(
    (page, [name, inputs]) =>
      page.replace(
        new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- end -->)`),
        (_, start, end) => `${start}${rows(inputs)}\n${end}`,
      ),
    text,
  );
