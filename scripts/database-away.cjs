// What an operator's program says when its database cannot be reached.

/** Where the URL stands of the database that `npm start` keeps on this machine. */
const KEPT = 'database-url in PORTICO_HOME';

const ofBuild = () => require('../dist/src/database/failure.js');

/**
 * What to start or to set, as one sentence; null: the error is another one. `variable`: where the URL stands;
 * `otherwise`: what to set in place of the database that is kept here; `failure`: the module that knows the classes of
 * errors, of the build that threw this one.
 */
function awayText(error, variable, otherwise, failure = ofBuild()) {
  if (!failure.isAway(error)) return null;
  return variable === KEPT
    ? `The database of this machine (${KEPT}) does not run: start Portico (npm start), or set ${otherwise}.`
    : `The database of ${variable} cannot be reached: start it, or correct ${variable}.`;
}

module.exports = { awayText, KEPT };
