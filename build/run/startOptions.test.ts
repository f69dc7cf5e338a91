import { describe, expect, test } from 'vitest';
import { readStartOptions, UsageError } from './startOptions.ts';

const places = { from: '/home/sara', defaultData: '/project/.data' };
const read = (...programArguments: string[]): ReturnType<typeof readStartOptions> =>
  readStartOptions(programArguments, places);

describe('the options of npm start', () => {
  test('nothing asked: a window, our own server, a sample company', () => {
    expect(read()).toEqual({
      headless: false,
      port: null,
      dataDirectory: '/project/.data',
      sampleCustomers: 300,
      server: 'embedded',
      host: null,
    });
  });

  test('everything asked', () => {
    expect(read('--headless', '--port', '8080', '--data', 'work', '--sample', 'synthetic:50', '--no-server')).toEqual({
      headless: true,
      port: 8080,
      dataDirectory: '/home/sara/work',
      sampleCustomers: 50,
      server: 'none',
      host: 'loopback',
    });
    expect(read('--server=https://crm.example.com', '--sample=none')).toMatchObject({
      server: new URL('https://crm.example.com'),
      sampleCustomers: null,
    });
  });

  test('a host; an address to print is one of the loopback host', () => {
    expect(read('--host', 'electron')).toMatchObject({ host: 'electron' });
    expect(read('--host', 'loopback')).toMatchObject({ host: 'loopback' });
    expect(read('--port', '8080')).toMatchObject({ host: 'loopback' });
  });

  test('help', () => {
    expect(read('--help')).toBe(null);
  });

  test.each([
    [['--prot', '80'], /--prot/],
    [['--host', 'memory'], /electron.*loopback.*memory/],
    [['--host', 'electron', '--headless'], /--headless/],
    [['--host', 'electron', '--port', '80'], /--port/],
    [['now'], /now/],
    [['--port'], /--port/],
    [['--port', '0'], /1 to 65535/],
    [['--port', '70000'], /1 to 65535/],
    [['--port', '80x'], /1 to 65535/],
    [['--sample', 'northwind'], /synthetic:N/],
    [['--sample', 'synthetic:0'], /at least 1/],
    [['--server', 'crm.example.com'], /address such as/],
    [['--server', 'file:///etc/passwd'], /address such as/],
    [['--no-server', '--server', 'http://localhost'], /exclude/],
  ])('%j is refused with a reason', (programArguments, reason) => {
    expect(() => read(...programArguments)).toThrow(UsageError);
    expect(() => read(...programArguments)).toThrow(reason);
  });
});
