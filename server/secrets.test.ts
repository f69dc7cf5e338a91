import { expect, test } from 'vitest';
import { refuseSecrets, takeSecrets } from './secrets.ts';

test('SEC-125: secrets are taken out of the environment, so that no child process inherits them', () => {
  const environment: NodeJS.ProcessEnv = {
    DATABASE_URL: 'postgres://crm:secret@db/crm',
    PEYVAND_SERVER_KEYS: '',
    PEYVAND_TLS_KEY: 'pem',
    PATH: '/bin',
  };
  expect(takeSecrets(environment)).toEqual({ DATABASE_URL: 'postgres://crm:secret@db/crm', PEYVAND_TLS_KEY: 'pem' });
  expect(environment).toEqual({ PATH: '/bin' });
});

test('SEC-125: what is no secret passes', () => {
  expect(() =>
    refuseSecrets([
      'backup',
      '/var/backups/2026-11-22',
      '--host',
      '::',
      '--tls-key',
      '/etc/tls/key.pem',
      '--data',
      'C:\\x',
    ]),
  ).not.toThrow();
});
