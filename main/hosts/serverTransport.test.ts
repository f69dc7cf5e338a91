import { describe, expect, it } from 'vitest';
import { errorToWire } from '../../shared/base/errors.ts';
import { openTransportWith } from './serverTransport.ts';

describe('the road to the server', () => {
  const codeOf = (environment: Record<string, string>) =>
    openTransportWith(environment)('http://server.invalid')
      .sampleUsers()
      .then(
        () => null,
        (error: unknown) => errorToWire(error).code,
      );

  it('SEC-120: goes without TLS only where whoever starts the program says so, in one word', async () => {
    expect(await codeOf({})).toBe('server_insecure');
    expect(await codeOf({ PEYVAND_PLAIN_HTTP: '1' })).toBe('server_insecure');
    expect(await codeOf({ PEYVAND_PLAIN_HTTP: 'allowed' })).toBe('server_unreachable');
  });
});
