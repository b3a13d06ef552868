import { flags, fromCommandLine, randomOf, type Result } from './campaign';
import { LoadGenerator } from './load-generator';
import { bytesOf, MUTATIONS } from './mutations';
import { halfASignature, type OtherBuild, withBuild } from './other-build';
import { CONSUMER_HMAC, type SignedTarget } from './signed-target';
import { Stage } from './stage';

export interface SignedPlan {
  readonly seed: number;
  readonly genuine: number;
  readonly mutated: number;
  readonly build?: OtherBuild;
}

export interface SignedResult extends Result {
  readonly target: string;
  readonly genuine: number;
  readonly mutated: number;
  /** Statuses other than 401 of altered requests, each with an example: kind and request. */
  readonly wrong: Readonly<Record<string, { count: number; example: string }>>;
  /** Genuine requests that were refused. */
  readonly refused: number;
  readonly byKind: Readonly<Record<string, number>>;
}

const CLIENTS = 16;

/** Every altered request is refused with 401; every genuine one is accepted. */
export async function signedRequests(
  { seed, genuine, mutated, build }: SignedPlan,
  target: SignedTarget = CONSUMER_HMAC,
): Promise<SignedResult> {
  const stage = await Stage.set();
  try {
    const { url } = await stage.gateway({ VENDOR_BREAKER: 'off' }, build);
    const random = randomOf(seed);
    const generator = new LoadGenerator(url);
    const wrong: Record<string, { count: number; example: string }> = {};
    const byKind: Record<string, number> = {};
    let [refused, spoilt, sound] = [0, 0, 0];
    const kinds = Object.entries(MUTATIONS);
    const spoil = async (): Promise<void> => {
      const [kind, mutate] = kinds[spoilt % kinds.length]!;
      const request = mutate(target.genuine(random), target, random);
      if (!request) return;
      spoilt++;
      byKind[kind] = (byKind[kind] ?? 0) + 1;
      const { status } = await generator.fire(bytesOf(request));
      if (status === 401) return;
      const found = (wrong[`${kind}: ${status}`] ??= { count: 0, example: JSON.stringify(request) });
      found.count++;
    };
    const send = async (): Promise<void> => {
      sound++;
      const skew = Math.floor((random() * 2 - 1) * (target.forgivenSkew - 5));
      const { status } = await generator.fire(bytesOf(target.genuine(random, skew)));
      if (!target.taken.includes(status)) refused++;
    };
    const isUnfinished = (): boolean => spoilt < mutated || sound < genuine;
    const client = async (): Promise<void> => {
      while (isUnfinished()) await (sound < genuine && sound * mutated <= spoilt * genuine ? send() : spoil());
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    generator.close();
    return {
      campaign: 'signed-requests',
      seed,
      isPassed: refused === 0 && Object.keys(wrong).length === 0,
      target: target.name,
      genuine: sound,
      mutated: spoilt,
      wrong,
      refused,
      byKind,
    };
  } finally {
    await stage.close();
  }
}

/** Control where half a signature is enough: passes when the campaign detects it. */
export async function signedRequestsControl(plan: SignedPlan, target?: SignedTarget): Promise<SignedResult> {
  return withBuild(halfASignature(), async (build) => {
    const result = await signedRequests({ ...plan, build }, target);
    return { ...result, campaign: 'signed-requests, half a signature', wrong: {}, isPassed: !result.isPassed };
  });
}

if (require.main === module) {
  const { control, ...plan } = flags({ genuine: 10_000, mutated: 100_000, control: 2_000 });
  void fromCommandLine(
    () => signedRequests(plan),
    () => signedRequestsControl({ ...plan, genuine: control / 10, mutated: control }),
  );
}
