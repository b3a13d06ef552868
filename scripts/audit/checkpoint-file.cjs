// The file of checkpoints outside the database: notes as they were signed, an empty line after each.
const fs = require('node:fs');
const readline = require('node:readline');

/** A whole Ed25519 signature line: 68 bytes or more in base64. */
const SIGNATURE = /^\u2014 \S+ [A-Za-z0-9+/]{91,}={0,2}$/;

/** Each note of the file, with the line on which it begins. What a crash cut short is passed over. */
async function* notesIn(file) {
  const lines = readline.createInterface({ input: fs.createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  let [number, begins, text, signatures] = [0, 1, [], null];
  for await (const line of lines) {
    number += 1;
    if (line.startsWith('\u2014 ') && signatures) signatures.push(line);
    else if (line === '' && signatures?.length > 0) {
      if (signatures.every((signature) => SIGNATURE.test(signature)))
        yield { line: begins, note: `${text.join('\n')}\n\n${signatures.join('\n')}\n` };
      [text, signatures, begins] = [[], null, number + 1];
    } else if (line === '' && text.length >= 3 && !signatures) signatures = [];
    else if (line === '') [text, signatures, begins] = [[], null, number + 1];
    else if (signatures) [text, signatures, begins] = [[line], null, number];
    else text.push(line);
  }
}

module.exports = { notesIn };
