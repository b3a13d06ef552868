/** A JSON Schema. */
export type Schema = Readonly<Record<string, unknown>>;

/** What a control call is, for its check and for the OpenAPI document of the control API. */
export interface ControlCall {
  readonly summary: string;
  /** Members that its body may have; absent: none. */
  readonly body?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  /** Names that its query may have; absent: none. */
  readonly query?: Readonly<Record<string, Schema>>;
  /** Statuses besides 200 and 400. */
  readonly refuses?: readonly (404 | 409)[];
}

declare module 'fastify' {
  interface FastifyContextConfig {
    control?: ControlCall;
  }
}

/** For the options of a control call's route. */
export const control = (
  summary: string,
  rest: Omit<ControlCall, 'summary'> = {},
): { config: { control: ControlCall } } => ({ config: { control: { summary, ...rest } } });

/** A control call as the server has it. */
export interface ControlRoute extends ControlCall {
  readonly method: string;
  /** With parameters as `:name`. */
  readonly url: string;
}
