import { v7 as uuidv7 } from 'uuid';
import { Committer } from '../../src/database/committer';
import { WriteRefused } from '../../src/database/failure';
import { type ClickId, ClicksRepository } from '../../src/links/click/clicks.repository';
import { type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';

describe('two requests of one click', () => {
  let gateway: RunningGateway;
  let clicks: ClicksRepository;
  let committer: Committer;
  let clickId: ClickId;
  beforeAll(async () => {
    gateway = await startGateway();
    [clicks, committer] = [gateway.app.get(ClicksRepository), gateway.app.get(Committer)];
    const given = new Given(gateway);
    const { link_id } = await given.grant((await given.customer()).customer_id, { link: 'durable' });
    clickId = { linkId: link_id!, nonceHash: Buffer.alloc(32, 7) };
  });
  afterAll(() => gateway.close());

  it('the URL goes to the request that arrived later, also when the earlier one is recorded after it', async () => {
    const [earlier, later] = [uuidv7(), uuidv7()];
    await committer.commit(clicks.lease(clickId, later, 30));
    await committer.commit(clicks.join(clickId, earlier));
    await committer.commit(clicks.minted(clickId, Buffer.from('sealed')));
    await expect(committer.commit(clicks.handOut(clickId, earlier))).rejects.toThrow(WriteRefused);
    await committer.commit(clicks.handOut(clickId, later));
    expect(await clicks.find(clickId)).toMatchObject({ state: 'HANDED_OUT', urlSealed: null, latestRequestId: later });
  });
});
