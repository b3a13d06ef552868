/** The texts of the login. */
export const LOGIN_WORDS = {
  title: 'Log in',
  intro: 'With the name and the secret of an operator, as npx portico operators create showed them.',
  name: 'Name',
  secret: 'Secret',
  button: 'Log in',
  wrong: 'There is no operator with this name and this secret, or it is disabled.',
  open: 'Go on without a login, with all roles',
  already: 'Logged in already? Go on without logging in again.',
  sandbox:
    'In the sandbox there are demo-operator, demo-support and demo-auditor; docs/operators.md has their secrets.',
} as const;
