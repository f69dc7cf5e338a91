import { describe, expect, it } from 'vitest';
import { currentServerUrl, readServerUrl } from './serverUrl.ts';

describe('address of the server', () => {
  it.each([
    ['https://crm.example.com', 'https://crm.example.com'],
    [' https://crm.example.com/ ', 'https://crm.example.com'],
    ['HTTPS://CRM.Example.com:8443/peyvand/?x=1#y', 'https://crm.example.com:8443/peyvand'],
    ['http://192.168.1.5:8080', 'http://192.168.1.5:8080'],
  ])('reads %j', (typed, read) => {
    expect(readServerUrl(typed)).toBe(read);
  });

  it.each([
    '',
    'crm',
    'crm.example.com',
    'ftp://crm.example.com',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://a:b@crm.example.com',
    'https://',
  ])('refuses %j', (typed) => {
    expect(() => readServerUrl(typed)).toThrow(
      expect.objectContaining({ code: 'invalid_input', facts: { reason: 'server_url' } }),
    );
  });

  it('follows the server of this machine to another port, and sends a token nowhere else', () => {
    expect(currentServerUrl('http://127.0.0.1:4000', 'http://127.0.0.1:5000')).toBe('http://127.0.0.1:5000');
    expect(currentServerUrl('http://localhost:4000', 'http://[::1]:5000')).toBe('http://[::1]:5000');
    expect(currentServerUrl('http://127.0.0.1:4000', null)).toBe('http://127.0.0.1:4000');
    expect(currentServerUrl('http://127.0.0.1:4000', 'https://evil.example')).toBe('http://127.0.0.1:4000');
    expect(currentServerUrl('https://crm.example.com', 'http://127.0.0.1:5000')).toBe('https://crm.example.com');
    expect(currentServerUrl('https://crm.example.com', 'https://other.example.com')).toBe('https://crm.example.com');
  });
});
