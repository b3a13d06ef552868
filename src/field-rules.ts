/** Rules that the schemas of the OpenAPI document express. */
export const SCHEMA_RULES = {
  required: 'is required',
  unknown_member: 'is not a field of this request',
  wrong_type: 'is of another type',
  wrong_format: 'does not fit the pattern or format',
  not_in_list: 'is not one of the values that are allowed',
  too_long: 'has too many characters',
  too_small: 'is a smaller number than allowed',
  too_large: 'is a greater number than allowed',
  too_many: 'has too many items',
  too_few: 'has too few items',
  repeated: 'has an item twice',
  not_together: 'and consentID cannot be used together',
  all_or_handle: 'should not be empty',
} as const;

/** Rules for every body, whatever its schema: JSON (RFC 8259) as restricted by I-JSON (RFC 7493), and within bounds. */
export const JSON_RULES = {
  not_utf8: 'the body is not valid UTF-8',
  not_json: 'the body is not valid JSON',
  not_an_object: 'the body must be a JSON object',
  unexpected_body: 'the request takes no body',
  too_deep: 'the body is nested too deeply',
  too_complex: 'the body holds too many strings, brackets, commas and colons',
  forbidden_name: 'the body names a member __proto__ or constructor',
  duplicate_member: 'a member stands twice',
  nul_character: 'must not contain a NUL character',
  lone_surrogate: 'must not contain a lone surrogate',
} as const;

/** Rules that no schema can express: they depend on the consumer, on other fields, or on what exists. */
export const BUSINESS_RULES = {
  not_a_url: 'must be an absolute https URL without user info, with a host and a port that can be parsed (WHATWG URL)',
  not_https: 'must be an https URL',
  origin_not_registered: 'must have one of the origins registered for the consumer',
  name_repeated: 'must not have a name twice in its query: its signed return could not be verified',
  host_not_plain: 'must name its host plainly: a name without a dot at its end, or an address in its usual form',
  address_forbidden: 'must not lead to a private, local or otherwise special address',
  subscription_limit: 'a consumer may have no more subscriptions; disable one first',
  no_public_base_url: 'durable links need Portico to be reachable by browsers (PUBLIC_BASE_URL); send one-time',
  not_a_checkpoint: 'must be the size of a checkpoint',
  beyond_checkpoint: 'must be at most the size of the later checkpoint',
  vua_mismatch: 'must be <partyIdentifierValue>@onemoney',
  vua_malformed: 'must be <mobile or email>@onemoney',
  pan_mismatch: 'must equal partyIdentifierValue',
  pan_missing: 'should not be empty under this productID',
  script_url: 'must not contain javascript:',
  durable_for_one: 'a durable link is for a single consentHandle, without pan and fipID',
  ends_before_begin: 'must be later than the beginning of the period',
  not_decryptable: 'cannot be understood',
  names_a_person: 'must not have a mail address, a mobile number or a PAN in it: name a ticket, not a person',
} as const;

/** Every rule that a field error may name as its `code`; the names do not change. */
export const FIELD_RULES = { ...SCHEMA_RULES, ...JSON_RULES, ...BUSINESS_RULES } as const;

export type SchemaRule = keyof typeof SCHEMA_RULES;
export type FieldRuleName = keyof typeof FIELD_RULES;
