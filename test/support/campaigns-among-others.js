const path = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

const CAMPAIGNS = `${path.sep}campaigns${path.sep}`;

/**
 * Jest begins with the longest suites of the last run, or the largest files where there was none: campaigns, which are
 * small files, would then all come last, run beside each other and leave a worker idle in the end. Here they begin
 * early and are spread, so that beside each of them others run, which need one process.
 */
module.exports = class CampaignsAmongOthers extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const campaigns = sorted.filter(({ path: file }) => file.includes(CAMPAIGNS));
    const others = sorted.filter(({ path: file }) => !file.includes(CAMPAIGNS));
    const each = Math.floor(others.length / (campaigns.length + 1));
    return [
      ...campaigns.flatMap((campaign, index) => [campaign, ...others.slice(index * each, (index + 1) * each)]),
      ...others.slice(campaigns.length * each),
    ];
  }
};
