/** The consumer of sandbox mode; its credentials are public and valid nowhere else. */
export const DEMO = {
  clientId: 'demo-consumer',
  secret: 'ZGVtby1jb25zdW1lci1zZWNyZXQtMDAwMDAwMDAwMDA',
  organisationId: 'demo-org',
  appIdentifier: 'demo-app',
};
